"""The second step names what a person has, and nothing that is gone."""

import pytest
from django.utils import timezone

from accounts.models import Factor, User
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.proving import give_codes
from accounts.tests.sending import (
    AGAIN,
    CODE,
    MASKED,
    SECOND,
    give_phone,
    have_sent,
    texted,
)
from accounts.tests.test_enrolment import CONFIRM, SECURITY, add
from accounts.tests.test_factors import ADD, add_app
from accounts.tests.test_headless_codes import wrong_ones
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
DIGITS, APP = 'inputmode="numeric"', "authenticator app"


def stopped(new_browser: NewBrowser, user: User) -> Browser:
    """Return a browser of a person at the second step."""
    browser = new_browser()
    sign_in(browser, user.email)
    return browser


def give_passkey(user: User) -> None:
    """Give a person a passkey, as far as our table goes."""
    with as_login_role():
        Factor.objects.create(user=user, type=Factor.Type.PASSKEY, confirmed=True)


def test_who_removed_the_app_is_not_asked_for_it(alice: User, new_browser: NewBrowser) -> None:
    give_phone(alice)
    give_codes(alice)
    browser = stopped(new_browser, alice)
    page = browser.get(SECOND).text
    assert "one of your recovery codes, or a code we send you." in page
    assert APP not in page
    assert "Recovery code</label>" in page
    give_passkey(alice)
    page = browser.get(SECOND).text
    assert "Besides the password, one of these." in page
    assert APP not in page


def test_wrong_ones_are_of_a_recovery_code_where_there_is_no_app(
    alice: User, new_browser: NewBrowser
) -> None:
    give_phone(alice)
    give_codes(alice)
    page = stopped(new_browser, alice).post(SECOND, {"code": "123456"}).text
    assert "That is not one of your recovery codes." in page
    assert wrong_ones(alice) == ["recovery_code"]


def test_what_matters_is_proven_by_what_there_is(alice: User, new_browser: NewBrowser) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    give_phone(alice)
    give_codes(alice)
    give_passkey(alice)
    page = browser.get(AGAIN).text
    assert "This matters: one of these, please." in page
    assert APP not in page


def test_codes_of_digits_get_a_keyboard_of_digits(alice: User, new_browser: NewBrowser) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    add_app(browser)
    for page in (stopped(new_browser, alice).get(SECOND).text, browser.get(AGAIN).text):
        assert DIGITS in page
        assert "autocapitalize" not in page


def test_a_new_app_gets_it_too(alice: User, new_browser: NewBrowser) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    page = browser.get(ADD).text
    assert DIGITS in page
    assert "autocapitalize" not in page


def test_a_phone_is_used_when_its_code_is_met(alice: User, new_browser: NewBrowser) -> None:
    phone = give_phone(alice)
    browser = stopped(new_browser, alice)
    have_sent(browser, phone)
    with as_user(alice):
        assert Factor.objects.get().last_used_at is None  # to be sent a code is no use
    before = timezone.now()
    browser.post(CODE, {"code": texted()})
    with as_user(alice):
        used = Factor.objects.get().last_used_at
    assert used is not None
    assert before <= used <= timezone.now()
    assert "last used" in browser.get(SECURITY).text


def test_a_phone_that_was_only_added_is_not_used(alice: User, new_browser: NewBrowser) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    add(browser)
    browser.post(CONFIRM, {"code": texted()})
    with as_user(alice):
        assert Factor.objects.get(confirmed=True).last_used_at is None
    assert "never used" in browser.get(SECURITY).text


def test_a_phone_is_renamed_from_security(alice: User, new_browser: NewBrowser) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    phone = give_phone(alice)
    page = f"/accounts/2fa/factors/{phone.uuid}/"
    assert f'href="{page}"' in browser.get(SECURITY).text
    have_sent(browser, phone)
    browser.post(CODE, {"code": texted()})
    shown = browser.get(page).text
    assert MASKED in shown
    assert f'href="/accounts/2fa/remove/{phone.uuid}/"' in shown
    assert browser.post(page, {"name": "Work"}).status_code == 302
    assert "Work" in browser.get(SECURITY).text


def test_one_goes_back_and_signs_in_as_somebody_else(
    alice: User, bob: User, new_browser: NewBrowser
) -> None:
    give_phone(alice)
    browser = stopped(new_browser, alice)
    assert browser.get(LOGIN)["Location"] == SECOND
    assert "Use another account" in browser.get(SECOND).text
    assert browser.post("/accounts/logout/", {"next": LOGIN})["Location"] == LOGIN
    assert browser.get(LOGIN).status_code == 200
    assert browser.get(SECOND)["Location"] == LOGIN
    sign_in(browser, bob.email)
    assert browser.is_signed_in()
