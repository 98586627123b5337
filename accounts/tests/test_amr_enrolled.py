"""A factor that is added beside another proves nothing more of the session it was added in."""

import pytest

from accounts.models import User
from accounts.tests.ceremonies import HOST, host, made, passkey
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.proving import code, give_app
from accounts.tests.sending import MAILBOX, mailed, texted
from accounts.tests.soft_passkey import SoftPasskey
from accounts.tests.test_amr import methods, session_of
from accounts.tests.test_enrolment import CONFIRM, SECURITY, add
from accounts.tests.test_factors import AGAIN, add_app
from accounts.tests.test_sign_in import sign_in

__all__ = ["host", "passkey"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(host: None, new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, signed in by her password alone."""
    browser = new_browser(host=HOST)
    sign_in(browser, alice.email)
    return browser


def test_the_first_factor_raises_the_session_and_those_after_it_do_not(
    alice: User, browser: Browser, passkey: SoftPasskey
) -> None:
    add_app(browser)
    by_app = session_of(alice).factor_id
    add(browser)
    browser.post(CONFIRM, {"code": texted()})
    made(browser, passkey)
    assert set(methods(alice)) == {"totp", "password"}
    assert session_of(alice).factor_id == by_app
    page = browser.get(SECURITY).content.decode()
    assert "by password, authenticator app<" in page


def test_what_is_stronger_than_a_mailbox_raises_the_session_further(
    alice: User, browser: Browser
) -> None:
    add(browser, MAILBOX)
    browser.post(CONFIRM, {"code": mailed()})
    assert methods(alice) == ["mfa/email", "password"]
    add(browser, name="Other")
    browser.post(CONFIRM, {"code": texted()})
    assert methods(alice) == ["mfa/phone", "mfa/email", "password"]


def test_a_factor_counts_once_it_is_given_to_step_up(alice: User, browser: Browser) -> None:
    add(browser)
    browser.post(CONFIRM, {"code": texted()})
    give_app(alice)
    assert methods(alice) == ["mfa/phone", "password"]
    browser.post(AGAIN, {"code": code()})
    assert methods(alice) == ["totp", "mfa/phone", "password"]


def test_the_session_falls_when_what_proved_it_goes(
    alice: User, browser: Browser, passkey: SoftPasskey
) -> None:
    add_app(browser)
    made(browser, passkey)
    browser.post("/accounts/2fa/totp/deactivate/")
    assert methods(alice) == ["password"]
    assert session_of(alice).aal == "aal1"
    asked = browser.get("/accounts/password/change/")["Location"]
    assert asked.startswith("/accounts/2fa/reauthenticate/")
