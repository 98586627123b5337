"""Passkeys: made, signed in by, proven again."""

import pytest

from accounts.models import AuthSession, Factor, User
from accounts.tests.ceremonies import (
    ADD,
    AGAIN,
    ENTER,
    HOST,
    SECOND,
    add,
    anyone,
    browser,
    challenge,
    enter,
    host,
    made,
    passkey,
)
from accounts.tests.conftest import Browser, NewBrowser, last_mail, long_ago
from accounts.tests.proving import give_app
from accounts.tests.soft_passkey import SoftPasskey
from accounts.tests.test_factors import aal, codes_in, confirm
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_user

__all__ = ["anyone", "browser", "host", "passkey"]

pytestmark = pytest.mark.django_db


def test_a_passkey_is_added_and_raises_the_session(
    alice: User, browser: Browser, passkey: SoftPasskey
) -> None:
    confirm(browser)
    answer = add(browser, passkey)
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert aal(alice) == ["aal2"]
    with as_user(alice):
        kept = list(Factor.objects.order_by("id").values_list("type", "name"))
    assert kept == [("webauthn", "Phone"), ("recovery_codes", "")]
    assert "Phone" in browser.get("/settings/security/").content.decode()
    assert "A passkey was added" in last_mail(to=alice.email).subject


def test_other_browsers_are_signed_out_when_a_passkey_is_added(
    alice: User, browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    other = new_browser()
    sign_in(other, alice.email)
    made(browser, passkey)
    assert browser.is_signed_in()
    assert not other.is_signed_in()


def test_adding_takes_a_fresh_password(browser: Browser) -> None:
    long_ago(browser)
    assert browser.get(ADD)["Location"].startswith("/accounts/reauthenticate/")


def test_adding_takes_the_factor_one_has(alice: User, browser: Browser) -> None:
    give_app(alice)
    confirm(browser)
    assert browser.get(ADD)["Location"].startswith("/accounts/2fa/reauthenticate/?next=")


def test_a_passkey_signs_in_as_two_factors(
    alice: User, browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    other = new_browser(host=HOST)
    answer = enter(other, passkey)
    assert answer["Location"] == "/dashboard/"
    assert other.is_signed_in()
    assert aal(alice) == ["aal2", "aal2"]
    with as_user(alice):
        assert Factor.objects.get(type="webauthn").last_used_at is not None


def test_signing_in_leads_where_one_wanted_to_go(
    browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    cases = (("/settings/", "/settings/"), ("https://evil.example/", "/dashboard/"))
    for wanted, expected in cases:
        other = new_browser(host=HOST)
        credential = passkey.sign(challenge(other))
        answer = other.post(ENTER, {"credential": credential, "next": wanted})
        assert answer["Location"] == expected


def test_a_passkey_is_the_second_step(
    browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey, alice: User
) -> None:
    made(browser, passkey)
    other = new_browser(host=HOST)
    other.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    options = other.get(SECOND).context["js_data"]["request_options"]
    other.post(SECOND, {"credential": passkey.sign(options)})
    assert other.is_signed_in()
    assert aal(alice) == ["aal2", "aal2"]


def test_a_passkey_steps_up_and_leads_back(
    browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey, alice: User
) -> None:
    made(browser, passkey)
    with as_login_role():
        AuthSession.objects.filter(user=alice).update(factor_id=None)
    assert "data-passkey" in browser.get("/accounts/2fa/reauthenticate/").content.decode()
    asked = challenge(browser, AGAIN)
    answer = browser.post(f"{AGAIN}?next=/accounts/email/", {"credential": passkey.sign(asked)})
    assert answer["Location"] == "/accounts/email/"
    assert aal(alice) == ["aal2"]


def test_recovery_codes_open_the_account_of_who_lost_the_passkey(
    alice: User, browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    first = codes_in(browser)[0]
    other = new_browser(host=HOST)
    other.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    other.post(SECOND, {"code": first})
    assert other.is_signed_in()


def test_the_page_for_the_password_offers_the_passkey(
    alice: User, browser: Browser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    give_app(alice)
    page = browser.get("/accounts/reauthenticate/").content.decode()
    assert "Use a passkey" in page
    assert "Use the authenticator app or a code" in page
    assert "security key" not in page
