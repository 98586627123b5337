"""What was typed to sign up is a proof: nobody is asked for the password they have just chosen."""

from accounts.models import User
from accounts.tests.conftest import Browser, code_for, long_ago
from accounts.tests.programs import Program, program
from accounts.tests.test_reauthentication import ADD_APP, AGAIN
from accounts.tests.test_sign_up import PASSWORD, enter, sign_up

__all__ = ["program"]

EMAIL = "carol@example.org"


def test_a_sign_up_is_a_fresh_proof(browser: Browser) -> None:
    sign_up(browser, EMAIL)
    enter(browser, code_for(EMAIL))
    assert browser.get(ADD_APP).status_code == 200


def test_it_is_fresh_for_minutes_only(browser: Browser) -> None:
    sign_up(browser, EMAIL)
    enter(browser, code_for(EMAIL))
    long_ago(browser)
    assert browser.get(ADD_APP)["Location"].startswith(AGAIN)


def test_a_code_that_was_read_late_leaves_no_fresh_proof(browser: Browser) -> None:
    sign_up(browser, EMAIL)
    long_ago(browser)
    enter(browser, code_for(EMAIL))
    assert browser.get(ADD_APP)["Location"].startswith(AGAIN)


def test_an_address_that_is_taken_proves_nothing(browser: Browser, alice: User) -> None:
    sign_up(browser, alice.email)
    assert "account_authentication_methods" not in browser.session
    assert browser.get(ADD_APP)["Location"].startswith("/accounts/login/")


def test_a_demo_that_was_kept_is_a_fresh_proof(browser: Browser) -> None:
    browser.post("/demo/", {"persona": "employee"})
    browser.post("/demo/keep/", {"email": EMAIL, "password1": PASSWORD, "sample": "keep"})
    enter(browser, code_for(EMAIL))
    assert browser.get(ADD_APP).status_code == 200


def test_a_program_that_signed_up_is_not_asked_again(program: Program) -> None:
    program.ask("auth/signup", {"email": EMAIL, "password": PASSWORD})
    program.ask("auth/email/verify", {"key": code_for(EMAIL)})
    assert program.ask("account/authenticators/totp", method="GET").status_code == 404
