"""Signing in, and proving oneself again, by a code that is sent."""

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from accounts import sms
from accounts.models import AuthSession, Factor, User
from accounts.tests.conftest import Answer, Browser, NewBrowser
from accounts.tests.proving import code as code_of_app
from accounts.tests.proving import give_app
from accounts.tests.sending import (
    AGAIN,
    CODE,
    MASKED,
    SECOND,
    SEND,
    challenges_of,
    give_mailbox,
    give_phone,
    have_sent,
    mailed,
    minutes_ago,
    texted,
    wrong,
)
from accounts.tests.test_factors import aal
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(alice: User) -> Factor:
    """Return the phone that is Alice's only factor."""
    return give_phone(alice)


@pytest.fixture
def at_the_step(new_browser: NewBrowser, alice: User, phone: Factor) -> Browser:
    """Return Alice's browser, at the second step of signing in."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def give(browser: Browser, code: str, query: str = "") -> Answer:
    """Send the form of the code page."""
    return browser.post(CODE + query, {"code": code})


def session_of(user: User) -> AuthSession:
    """Return the newest session of a person."""
    with as_user(user):
        return AuthSession.objects.filter(user=user).latest("created_at")


def test_who_has_a_phone_alone_is_asked_too(at_the_step: Browser) -> None:
    assert not at_the_step.is_signed_in()
    page = at_the_step.get(SECOND).content.decode()
    assert f"Send a code to {MASKED}" in page
    assert "authenticator app" not in page
    assert 'name="code"' not in page


def test_the_code_of_the_text_signs_in(alice: User, at_the_step: Browser, phone: Factor) -> None:
    assert have_sent(at_the_step, phone)["Location"] == CODE
    assert sms.outbox[-1].to == "+351912345678"
    assert MASKED in at_the_step.get(CODE).content.decode()
    answer = give(at_the_step, texted())
    assert answer["Location"] == "/welcome/"
    assert at_the_step.is_signed_in()
    assert aal(alice) == ["aal2"]
    assert session_of(alice).factor_id == phone.uuid


def test_the_code_of_the_mail_signs_in(alice: User, new_browser: NewBrowser) -> None:
    factor = give_mailbox(alice)
    browser = new_browser()
    sign_in(browser, alice.email)
    assert "Mail a code to s•••e@example.net" in browser.get(SECOND).content.decode()
    have_sent(browser, factor)
    assert mail.outbox[-1].to == ["spare@example.net"]
    give(browser, mailed())
    assert aal(alice) == ["aal2"]


def test_blanks_and_dashes_in_a_code_do_not_matter(at_the_step: Browser, phone: Factor) -> None:
    have_sent(at_the_step, phone)
    code = texted()
    give(at_the_step, f" {code[:3]} - {code[3:]} ")
    assert at_the_step.is_signed_in()


def test_who_has_an_app_too_can_use_either(
    alice: User, at_the_step: Browser, phone: Factor, new_browser: NewBrowser
) -> None:
    give_app(alice)
    page = at_the_step.get(SECOND).content.decode()
    assert 'name="code"' in page
    assert MASKED in page
    have_sent(at_the_step, phone)
    give(at_the_step, texted())
    assert at_the_step.is_signed_in()
    other = new_browser()
    sign_in(other, alice.email)
    other.post(SECOND, {"code": code_of_app()})
    assert other.is_signed_in()


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\u0661" * 6])
def test_what_has_not_six_digits_is_not_even_counted(
    alice: User, at_the_step: Browser, phone: Factor, code: str
) -> None:
    have_sent(at_the_step, phone)
    assert give(at_the_step, code).status_code == 422
    assert challenges_of(alice)[-1].attempts == 0


def test_a_wrong_code_is_counted_and_the_next_one_has_to_wait(
    alice: User, at_the_step: Browser, phone: Factor
) -> None:
    have_sent(at_the_step, phone)
    answer = give(at_the_step, wrong(texted()))
    assert answer.status_code == 422
    assert "not the code we sent" in answer.content.decode()
    assert challenges_of(alice)[-1].attempts == 1
    assert "Wait 1 second," in give(at_the_step, texted()).content.decode()
    minutes_ago(phone)
    give(at_the_step, texted())
    assert at_the_step.is_signed_in()


def test_after_five_wrong_codes_the_right_one_does_not_help(
    at_the_step: Browser, phone: Factor
) -> None:
    have_sent(at_the_step, phone)
    for _ in range(5):
        give(at_the_step, wrong(texted()))
        minutes_ago(phone)
    answer = give(at_the_step, texted())
    assert "Have a new one sent" in answer.content.decode()
    assert not at_the_step.is_signed_in()
    have_sent(at_the_step, phone)
    give(at_the_step, texted())
    assert at_the_step.is_signed_in()


def test_between_two_codes_lies_a_minute(at_the_step: Browser, phone: Factor) -> None:
    have_sent(at_the_step, phone)
    have_sent(at_the_step, phone)
    assert len(sms.outbox) == 1
    page = at_the_step.get(CODE).content.decode()
    assert "A new code can be sent in" in page
    assert "Send a new code" not in page
    minutes_ago(phone)
    assert "Send a new code" in at_the_step.get(CODE).content.decode()
    have_sent(at_the_step, phone)
    assert len(sms.outbox) == 2


def test_whoever_did_not_get_the_code_is_told_when_the_next_one_can_be_sent(
    alice: User, at_the_step: Browser, phone: Factor, new_browser: NewBrowser
) -> None:
    have_sent(at_the_step, phone)
    other = new_browser()
    sign_in(other, alice.email)
    assert have_sent(other, phone)["Location"] == SECOND
    assert "A new code can be sent in" in other.get(SECOND).content.decode()
    have_sent(other, give_mailbox(alice))
    assert have_sent(other, phone)["Location"] == SECOND


def test_where_no_texts_are_sent_any_more_a_phone_is_still_asked_for_and_not_offered(
    at_the_step: Browser, phone: Factor, settings: Settings
) -> None:
    settings.SMS_BACKEND = ""
    assert MASKED not in at_the_step.get(SECOND).content.decode()
    assert have_sent(at_the_step, phone).status_code == 404
    assert not at_the_step.is_signed_in()


@pytest.mark.parametrize("limit", ["factor_code", "factor_address"])
def test_codes_are_limited_by_person_and_by_number(
    at_the_step: Browser, phone: Factor, settings: Settings, limit: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {limit: "2/h/key"}
    answers = []
    for _ in range(3):
        minutes_ago(phone)
        answers.append(have_sent(at_the_step, phone).status_code)
    assert answers == [302, 302, 429]
    assert len(sms.outbox) == 2


def test_codes_are_limited_by_where_they_are_asked_for(
    alice: User, bob: User, phone: Factor, new_browser: NewBrowser, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"factor_code": "1/h/ip"}
    his = give_phone(bob, "+351912000000")
    answers = []
    for person, factor in ((alice, phone), (bob, his)):
        browser = new_browser()
        sign_in(browser, person.email)
        answers.append(have_sent(browser, factor).status_code)
    assert answers == [302, 429]


def test_a_code_is_not_sent_to_what_is_somebody_elses(
    at_the_step: Browser, bob: User, alice: User
) -> None:
    assert have_sent(at_the_step, give_phone(bob)).status_code == 404
    assert have_sent(at_the_step, give_app(alice)).status_code == 404
    assert at_the_step.post(SEND, {"factor": "nonsense"}).status_code == 404
    assert sms.outbox == []


def test_without_the_password_no_code_is_sent(browser: Browser, phone: Factor) -> None:
    assert have_sent(browser, phone)["Location"] == "/accounts/login/"
    assert browser.get(CODE)["Location"] == "/accounts/login/"
    assert sms.outbox == []


def test_the_code_page_needs_a_code_that_was_sent(at_the_step: Browser) -> None:
    assert at_the_step.get(CODE)["Location"] == SECOND


def test_somebody_signed_in_steps_up_by_a_code_and_is_led_back(
    alice: User, new_browser: NewBrowser
) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    phone = give_phone(alice)
    assert browser.get("/accounts/email/")["Location"] == f"{AGAIN}?next=/accounts/email/"
    page = browser.get(f"{AGAIN}?next=/accounts/email/").content.decode()
    assert 'name="next" value="/accounts/email/"' in page
    answer = browser.post(SEND, {"factor": str(phone.uuid), "next": "/accounts/email/"})
    assert answer["Location"] == f"{CODE}?next=%2Faccounts%2Femail%2F"
    assert give(browser, texted(), "?next=/accounts/email/")["Location"] == "/accounts/email/"
    assert aal(alice) == ["aal2"]
    assert browser.get("/accounts/email/").status_code == 200


def test_one_is_not_led_to_other_sites(alice: User, new_browser: NewBrowser) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    have_sent(browser, give_phone(alice), "?next=https://evil.example/")
    assert give(browser, texted(), "?next=https://evil.example/")["Location"] == "/dashboard/"


def test_a_mailbox_does_not_take_the_place_of_a_phone(
    alice: User, at_the_step: Browser, phone: Factor
) -> None:
    have_sent(at_the_step, phone)
    give(at_the_step, texted())
    have_sent(at_the_step, give_mailbox(alice))
    give(at_the_step, mailed())
    assert session_of(alice).factor_id == phone.uuid


def test_a_factor_that_is_removed_meanwhile_takes_its_code_along(
    at_the_step: Browser, phone: Factor
) -> None:
    have_sent(at_the_step, phone)
    with as_login_role():
        phone.delete()
    give(at_the_step, texted())
    assert not at_the_step.is_signed_in()


def test_the_second_step_leaves_a_visible_challenge(
    alice: User, at_the_step: Browser, phone: Factor
) -> None:
    app = give_app(alice)
    asked = challenges_of(alice)
    assert [(row.factor_id, row.verified_at, row.otp_hash) for row in asked] == [(None, None, "")]
    before = timezone.now()
    at_the_step.post(SECOND, {"code": code_of_app()})
    (met,) = challenges_of(alice)
    assert (met.pk, met.factor_id, met.ip_address) == (asked[0].pk, app.uuid, "127.0.0.1")
    assert met.verified_at is not None
    assert met.verified_at >= before


def test_nothing_is_asked_for_again_right_after(at_the_step: Browser, phone: Factor) -> None:
    have_sent(at_the_step, phone)
    give(at_the_step, texted())
    assert at_the_step.get("/accounts/2fa/phone/add/").status_code == 200
