"""Recovery codes stay while any second factor does, whichever way another one goes."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import User
from accounts.services import keyring
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.programs import Program
from accounts.tests.proving import code, freshen, give_app, give_codes, prove
from accounts.tests.sending import give_mailbox, give_phone
from accounts.tests.test_factors import REMOVE
from accounts.tests.test_keyring import of, page_of
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_login_role

pytestmark = pytest.mark.django_db

type Way = Callable[[NewBrowser, User], None]


def by_the_page_of_the_factor(new_browser: NewBrowser, user: User) -> None:
    _proven(new_browser, user).post(f"{page_of(of(user, 'totp'))}remove/")


def by_the_page_of_the_app(new_browser: NewBrowser, user: User) -> None:
    _proven(new_browser, user).post(REMOVE)


def by_the_api(new_browser: NewBrowser, user: User) -> None:
    _proven(new_browser, user).delete(f"/api/v1/factors/{of(user, 'totp').uuid}/")


def by_a_program(new_browser: NewBrowser, user: User) -> None:
    program = Program(new_browser)
    program.sign_in(user)
    program.ask("auth/2fa/authenticate", {"code": code()})
    program.ask("account/authenticators/totp", {}, method="DELETE")


WAYS = [by_the_page_of_the_factor, by_the_page_of_the_app, by_the_api, by_a_program]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("give", [give_phone, give_mailbox])
def test_they_stay_with_a_phone_or_a_mailbox_and_go_with_that(
    new_browser: NewBrowser, alice: User, give: Callable[[User], object], way: Way
) -> None:
    give_app(alice)
    give_codes(alice)
    give(alice)
    way(new_browser, alice)
    assert kept(alice) == ["recovery_codes"]
    with as_login_role():
        (last,) = alice.factors.exclude(type="recovery_codes")
        keyring.remove(request=None, user=alice, factor_id=last.uuid)  # type: ignore[arg-type]
    assert kept(alice) == []


@pytest.mark.parametrize("way", WAYS)
def test_they_go_with_the_last_factor(new_browser: NewBrowser, alice: User, way: Way) -> None:
    give_app(alice)
    give_codes(alice)
    way(new_browser, alice)
    assert kept(alice) == []


def test_one_signs_in_in_place_of_the_phone(new_browser: NewBrowser, alice: User) -> None:
    give_app(alice)
    give_codes(alice)
    give_phone(alice)
    by_a_program(new_browser, alice)
    with as_login_role():
        shown = Authenticator.objects.get(user=alice).wrap().get_unused_codes()
    browser = new_browser()
    sign_in(browser, alice.email)
    page = browser.get("/accounts/2fa/authenticate/").content.decode()
    assert 'name="code"' in page
    browser.post("/accounts/2fa/authenticate/", {"code": shown[0]})
    assert browser.is_signed_in()


def kept(user: User) -> list[str]:
    """Return what allauth keeps of a person."""
    with as_login_role():
        return list(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def _proven(new_browser: NewBrowser, user: User) -> Browser:
    browser = new_browser()
    sign_in(browser, user.email)
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    prove(browser, user)
    freshen(browser, user)
    return browser
