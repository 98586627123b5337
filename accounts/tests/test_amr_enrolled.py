"""A factor that is added beside another proves nothing more of the session it was added in."""

import pytest

from accounts.models import User
from accounts.permissions import Fresh
from accounts.tests.ceremonies import HOST, host, made, passkey
from accounts.tests.conftest import Browser, NewBrowser, long_ago
from accounts.tests.proving import code, give_app, prove
from accounts.tests.sending import MAILBOX, mailed, texted
from accounts.tests.soft_passkey import SoftPasskey
from accounts.tests.test_amr import methods, session_of
from accounts.tests.test_enrolment import CONFIRM, EMAIL, SECURITY, add
from accounts.tests.test_factors import AGAIN, add_app
from accounts.tests.test_sign_in import sign_in

__all__ = ["host", "passkey"]

pytestmark = pytest.mark.django_db

API = "/api/v1/factors/email/"


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


def test_on_pages_the_code_of_a_new_one_is_no_proof_of_the_person(
    alice: User, browser: Browser
) -> None:
    give_app(alice)
    prove(browser, alice)
    add(browser, MAILBOX)
    long_ago(browser)
    assert browser.get(EMAIL).status_code == 302
    assert browser.post(CONFIRM, {"code": mailed()})["Location"] == SECURITY
    assert browser.get(EMAIL).status_code == 302


def test_in_the_api_the_code_of_a_new_one_is_no_proof_of_the_person(
    alice: User, browser: Browser
) -> None:
    give_app(alice)
    prove(browser, alice)
    body = {"address": MAILBOX, "name": "Spare"}
    asked = browser.post(API, body, content_type="application/json")
    long_ago(browser)
    given = {"challenge": asked.json()["id"], "code": mailed()}
    for path, sent, status in ((API, body, 403), (f"{API}verify/", given, 200), (API, body, 403)):
        answer = browser.post(path, sent, content_type="application/json")
        assert answer.status_code == status
    assert answer.json()["detail"] == Fresh.message


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
