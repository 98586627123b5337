"""Second factors in a real browser: a passkey from beginning to end, an app, recovery codes."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import AuthSession, User
from accounts.tests import proving
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_login_role
from numoraq.tests.journeys.test_accounts import sign_in
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


def give_device(visitor: Visitor) -> Any:
    """Give the browser a device that keeps passkeys, and an owner whose finger fits."""
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools


def give_password(visitor: Visitor) -> None:
    """Type the password wherever it is asked for once more."""
    if visitor.at("/accounts/reauthenticate/"):
        visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
        visitor.page.get_by_role("button", name="Continue").click()


def sign_out(visitor: Visitor) -> None:
    """Sign out by the form."""
    visitor.open("/accounts/logout/")
    visitor.page.locator("main form button").first.click()
    visitor.page.wait_for_load_state("load")


def add_passkey(visitor: Visitor) -> None:
    """Add a passkey, keep the recovery codes as a file, and look at them once more."""
    page = visitor.page
    visitor.open("/accounts/2fa/passkeys/add/")
    give_password(visitor)
    visitor.inspect()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    visitor.inspect()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Keep them as a file").click()
    assert len(kept.value.path().read_text().split()) == 10
    visitor.open("/accounts/2fa/recovery-codes/")
    visitor.inspect()


def rename_passkey(visitor: Visitor) -> None:
    """Call the passkey something else."""
    visitor.open("/settings/security/")
    visitor.inspect()
    visitor.page.get_by_role("link", name="Change Laptop").click()
    visitor.inspect()
    visitor.page.get_by_label("Name").fill("Desk")
    visitor.page.get_by_role("button", name="Save").click()
    visitor.page.wait_for_url("**/settings/security/")


def step_up(visitor: Visitor, person: User) -> None:
    """Prove oneself again by the passkey, before something that matters."""
    with as_login_role():
        AuthSession.objects.filter(user=person).update(factor_id=None)
    visitor.open("/accounts/email/")
    assert visitor.at("/accounts/2fa/reauthenticate/")
    visitor.inspect()
    visitor.page.get_by_role("button", name="Use a passkey").click()
    visitor.page.wait_for_url(f"{visitor.home}/accounts/email/")
    visitor.open("/accounts/2fa/reauthenticate/passkey/")
    visitor.inspect()


def reach_second_step(visitor: Visitor, person: User) -> None:
    """Type address and password, and look at what is asked next."""
    page = visitor.page
    visitor.open("/accounts/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/authenticate/")
    visitor.inspect()


def remove_passkey(visitor: Visitor) -> None:
    """Remove the passkey."""
    page = visitor.page
    visitor.open("/settings/security/")
    page.get_by_role("link", name="Change Desk").click()
    page.get_by_role("link", name="Remove Desk").click()
    visitor.inspect()
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/settings/security/")


def test_a_passkey_from_beginning_to_end(visitor: Visitor) -> None:
    page, alice = visitor.page, make_person("alice")
    give_device(visitor)
    sign_in(visitor, alice.email)
    add_passkey(visitor)
    rename_passkey(visitor)
    sign_out(visitor)
    visitor.open("/accounts/login/")
    visitor.inspect()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/")
    step_up(visitor, alice)
    sign_out(visitor)
    reach_second_step(visitor, alice)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/dashboard/")
    remove_passkey(visitor)
    with as_login_role():
        assert not Authenticator.objects.filter(user=alice).exists()


def test_a_device_without_the_passkey_says_so(visitor: Visitor) -> None:
    make_person("alice")
    devtools = give_device(visitor)
    visitor.open("/accounts/login/")
    devtools.send("WebAuthn.disable")
    visitor.page.evaluate(
        "void (navigator.credentials.get = () => Promise.reject(new Error('no device')))"
    )
    visitor.page.get_by_role("button", name="Sign in with a passkey").click()
    visitor.page.get_by_text("The browser gave no passkey.").wait_for()
    visitor.inspect()


def test_an_app_and_a_recovery_code(visitor: Visitor) -> None:
    page, alice = visitor.page, make_person("alice")
    sign_in(visitor, alice.email)
    visitor.open("/accounts/2fa/totp/activate/")
    give_password(visitor)
    visitor.inspect()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code").fill(proving.code(secret))
    page.get_by_role("button", name="Add the app").click()
    page.wait_for_url("**/recovery-codes/")
    first = page.locator("pre.codes").inner_text().split()[0]
    sign_out(visitor)
    reach_second_step(visitor, alice)
    page.get_by_label("Code").fill(first)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/dashboard/")
    visitor.open("/settings/security/")
    page.get_by_text("9 are left").wait_for()
    visitor.inspect()
