"""Phones and mailboxes as second factors: added, proven, removed."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts import sms
from accounts.models import Factor, User
from accounts.services import challenges, enrolment
from accounts.tests.conftest import Answer, Browser, NewBrowser, last_mail, long_ago
from accounts.tests.proving import code as code_of_app
from accounts.tests.proving import give_app
from accounts.tests.sending import (
    AGAIN,
    MAILBOX,
    NUMBER,
    give_mailbox,
    give_phone,
    mailed,
    minutes_ago,
    texted,
    wrong,
)
from accounts.tests.test_factors import aal
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db

PHONE, EMAIL = "/accounts/2fa/phone/add/", "/accounts/2fa/email/add/"
CONFIRM, SECURITY = "/accounts/2fa/confirm/", "/settings/security/"


@pytest.fixture
def browser(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, signed in by her password a moment ago."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def add(browser: Browser, address: str = "+351 912 345 678", name: str = "Mine") -> Answer:
    """Send the form for a phone, or for a mailbox if the address is one."""
    return browser.post(EMAIL if "@" in address else PHONE, {"address": address, "name": name})


def factors_of(user: User) -> list[tuple[str, str, bool]]:
    """Return kind, name and state of a person's factors."""
    with as_user(user):
        return list(Factor.objects.order_by("id").values_list("type", "name", "confirmed"))


def removal(factor: Factor) -> str:
    """Return the page that removes a factor."""
    return f"/accounts/2fa/remove/{factor.uuid}/"


def test_a_phone_is_added_by_the_code_sent_there(alice: User, browser: Browser) -> None:
    assert add(browser)["Location"] == CONFIRM
    assert factors_of(alice) == [("phone", "Mine", False)]
    assert sms.outbox[-1].to == NUMBER
    assert "@localhost #" in sms.outbox[-1].text
    assert "to +351 •••• 78 and works" in browser.get(CONFIRM).content.decode()
    assert browser.post(CONFIRM, {"code": texted()})["Location"] == SECURITY
    assert factors_of(alice) == [("phone", "Mine", True)]
    assert aal(alice) == ["aal2"]
    page = browser.get(SECURITY).content.decode()
    assert "+351 •••• 78" in page
    assert "912345678" not in page
    assert "A phone was added" in last_mail(to=alice.email).subject
    assert "912345678" not in str(last_mail(to=alice.email).body)


def test_a_mailbox_is_added_by_the_code_sent_there(alice: User, browser: Browser) -> None:
    assert "set a new password" in browser.get(EMAIL).content.decode()
    add(browser, MAILBOX)
    browser.post(CONFIRM, {"code": mailed()})
    assert factors_of(alice) == [("email", "Mine", True)]
    assert aal(alice) == ["aal2"]
    assert "weak" not in browser.get(SECURITY).content.decode()  # not where the reset goes
    assert "A mailbox was added" in last_mail(to=alice.email).subject


def test_other_browsers_are_signed_out(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    other = new_browser()
    sign_in(other, alice.email)
    add(browser)
    assert other.is_signed_in()
    browser.post(CONFIRM, {"code": texted()})
    assert browser.is_signed_in()
    assert not other.is_signed_in()


def test_an_unproven_phone_is_no_factor(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    add(browser)
    other = new_browser()
    sign_in(other, alice.email)
    assert other.is_signed_in()
    assert browser.get("/accounts/email/").status_code == 200


def test_a_wrong_code_adds_nothing(alice: User, browser: Browser) -> None:
    add(browser)
    answer = browser.post(CONFIRM, {"code": wrong(texted())})
    assert "not the code" in answer.content.decode()
    assert factors_of(alice) == [("phone", "Mine", False)]
    assert aal(alice) == ["aal1"]


@pytest.mark.parametrize("address", ["912345678", "+351 abc", "", "x@demo.invalid", "no address@"])
def test_what_nothing_can_be_sent_to_is_refused(
    alice: User, browser: Browser, address: str
) -> None:
    assert add(browser, address).status_code == 422
    assert factors_of(alice) == []
    assert sms.outbox == []


def test_the_number_is_sealed_in_the_database(alice: User) -> None:
    factor = give_phone(alice)
    with as_login_role(), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM auth_mfa_factors f")
        (stored,) = cursor.fetchone()
    assert "912345678" not in stored
    assert "A256GCM" in stored
    with as_login_role():
        assert Factor.objects.get(pk=factor.pk).phone == NUMBER


def test_adding_takes_a_password_typed_just_now(browser: Browser) -> None:
    long_ago(browser)
    for path in (PHONE, EMAIL):
        assert browser.get(path)["Location"].startswith("/accounts/reauthenticate/")


def test_adding_takes_the_factor_one_has(alice: User, browser: Browser) -> None:
    give_app(alice)
    for path in (PHONE, EMAIL, CONFIRM):
        assert browser.get(path)["Location"].startswith(f"{AGAIN}?next=")
    browser.post(AGAIN, {"code": code_of_app()})
    assert browser.get(PHONE).status_code == 200


def test_without_a_sender_phones_are_not_offered(browser: Browser, settings: Settings) -> None:
    assert PHONE in browser.get(SECURITY).content.decode()
    settings.SMS_BACKEND = ""
    assert browser.get(PHONE).status_code == 404
    assert PHONE not in browser.get(SECURITY).content.decode()


def test_the_same_number_again_waits_for_its_minute(alice: User, browser: Browser) -> None:
    add(browser)
    answer = add(browser)
    assert "The next one can be sent in" in answer.content.decode()
    assert len(sms.outbox) == 1
    with as_login_role():
        minutes_ago(Factor.objects.get(user=alice))
    assert add(browser)["Location"] == CONFIRM
    assert len(factors_of(alice)) == 1


def test_another_number_takes_the_place_of_the_unproven_one(alice: User, browser: Browser) -> None:
    add(browser, "+351911111111", "Wrong one")
    add(browser)
    assert factors_of(alice) == [("phone", "Mine", False)]


def test_numbers_are_limited_over_all_people(
    alice: User, bob: User, browser: Browser, new_browser: NewBrowser, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"factor_address": "1/h/key"}
    his = new_browser()
    sign_in(his, bob.email)
    assert add(browser).status_code == 302
    assert add(his).status_code == 429
    assert len(sms.outbox) == 1


def begin(user: User, address: str = NUMBER, name: str = "Mine") -> None:
    """Begin to add a phone."""
    kind = Factor.Type.PHONE
    enrolment.begin(user=user, kind=kind, address=address, name=name, at=timezone.now())


def test_nobody_has_the_same_number_twice(alice: User, bob: User) -> None:
    give_phone(alice)
    with pytest.raises(ValidationError, match="this one already"):
        begin(alice, name="Twice")
    begin(bob)


def test_names_differ(alice: User) -> None:
    give_mailbox(alice, name="Mine")
    with pytest.raises(ValidationError, match="of this name"):
        begin(alice)


def test_ten_factors_are_the_most(alice: User) -> None:
    give_app(alice)
    for number in range(8):
        give_phone(alice, f"+35191234567{number}", f"Phone {number}")
    begin(alice, "+351919999999", "Tenth")
    give_phone(alice, "+351918888888", "Really the tenth")
    with pytest.raises(ValidationError, match="as many as one may have"):
        begin(alice, "+351917777777", "Eleventh")


def test_the_database_holds_the_rules_too(alice: User) -> None:
    phone = give_phone(alice)
    with as_login_role():
        for values in (
            {"name": "Other", "address_hash": phone.address_hash},
            {"name": phone.name, "address_hash": "x"},
            {"name": "Nowhere", "address_hash": None},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Factor.objects.create(user=alice, type="phone", **values)


def test_what_nobody_proved_is_swept_after_five_minutes(alice: User, browser: Browser) -> None:
    add(browser)
    give_mailbox(alice)
    with as_login_role():
        assert enrolment.sweep(at=timezone.now() + timedelta(seconds=290)) == 0
        assert enrolment.sweep(at=timezone.now() + timedelta(seconds=310)) == 1
        assert enrolment.sweep(at=timezone.now() + timedelta(seconds=310)) == 0
    assert factors_of(alice) == [("email", "Spare", True)]


def test_the_page_for_its_code_is_gone_then(browser: Browser) -> None:
    add(browser)
    with as_login_role():
        enrolment.sweep(at=timezone.now() + timedelta(seconds=310))
    assert browser.get(CONFIRM)["Location"] == SECURITY


def test_the_code_for_a_new_phone_does_not_sign_in(alice: User, browser: Browser) -> None:
    add(browser)
    with pytest.raises(challenges.ChallengeClosed):
        challenges.verify(
            user=alice,
            challenge_id=browser.session["mfa_new"],
            code=texted(),
            at=timezone.now(),
        )


def test_a_phone_is_removed_and_its_sessions_fall_back(alice: User, browser: Browser) -> None:
    add(browser)
    browser.post(CONFIRM, {"code": texted()})
    with as_user(alice):
        factor = Factor.objects.get()
    assert "Remove Mine?" in browser.get(removal(factor)).content.decode()
    assert browser.post(removal(factor))["Location"] == SECURITY
    assert factors_of(alice) == []
    assert aal(alice) == ["aal1"]
    assert "A phone was removed" in last_mail(to=alice.email).subject


def test_removing_takes_the_factor_itself(alice: User, browser: Browser) -> None:
    factor = give_phone(alice)
    assert browser.post(removal(factor))["Location"].startswith(AGAIN)
    assert factors_of(alice) == [("phone", "My phone", True)]


def test_an_app_is_not_removed_here(alice: User, browser: Browser) -> None:
    factor = give_app(alice)
    browser.post(AGAIN, {"code": code_of_app()})
    assert browser.post(removal(factor)).status_code == 404


def test_bob_removes_nothing_of_alices(alice: User, bob: User, new_browser: NewBrowser) -> None:
    factor = give_phone(alice)
    his = new_browser()
    sign_in(his, bob.email)
    assert his.post(removal(factor)).status_code == 404
    mail.outbox.clear()
    enrolment.remove(user=bob, factor=factor, at=timezone.now())
    assert factors_of(alice) == [("phone", "My phone", True)]
    assert mail.outbox == []


def test_sql_as_the_person_changes_no_phone(alice: User) -> None:
    give_phone(alice)
    with as_user(alice):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Factor.objects.update(confirmed=True)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Factor.objects.create(user=alice, type="phone", name="Thief's", address_hash="x")
