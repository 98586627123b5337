"""The right password before the address is proven: no try was wrong, a code is on its way."""

from accounts.models import SignIn
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.programs import Program
from accounts.tests.test_sign_in import sign_in
from accounts.tests.test_sign_up import CONFIRM, PASSWORD, sign_up
from numoraq.rls.identity import as_login_role

EMAIL = "carol@example.org"
TOLD, TRIES = "a code was mailed to you just now", "Too many wrong tries"


def test_this_browser_goes_on_with_the_code(browser: Browser) -> None:
    sign_up(browser, EMAIL)
    assert browser.get("/accounts/login/")["Location"] == CONFIRM


def test_another_one_is_told_of_the_code(browser: Browser, new_browser: NewBrowser) -> None:
    sign_up(browser, EMAIL)
    other = new_browser()
    page = sign_in(other, EMAIL, PASSWORD).text
    assert TOLD in page
    assert TRIES not in page
    assert "Reset the password" not in page  # it is right
    assert not other.is_signed_in()
    with as_login_role():
        assert not SignIn.objects.exists()


def test_a_wrong_password_is_told_nothing_of_it(browser: Browser, new_browser: NewBrowser) -> None:
    sign_up(browser, EMAIL)
    page = sign_in(new_browser(), EMAIL, "not the password").text
    assert TOLD not in page
    assert "Reset the password" in page


def test_a_program_gets_its_own_error(browser: Browser, new_browser: NewBrowser) -> None:
    sign_up(browser, EMAIL)
    answer = Program(new_browser).ask("auth/login", {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert [error["code"] for error in answer.json()["errors"]] == ["code_just_sent"]
