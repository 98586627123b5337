"""/api/v1/factors/phone/ and /email/: codes for programs."""

from typing import Any

import pytest
from django.core import mail

from accounts import sms
from accounts.models import Factor, User
from accounts.tests.conftest import Browser, NewBrowser, long_ago
from accounts.tests.proving import give_app
from accounts.tests.sending import (
    MAILBOX,
    NUMBER,
    challenges_of,
    give_mailbox,
    give_phone,
    mailed,
    minutes_ago,
    texted,
    wrong,
)
from accounts.tests.test_factors import aal
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_staff, as_user

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "/api/v1/factors/phone/", "/api/v1/factors/email/"


@pytest.fixture
def program(new_browser: NewBrowser, alice: User) -> Browser:
    """Return a program with Alice's session, begun a moment ago."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def post(program: Browser, path: str, **body: Any) -> Any:
    """Send a body as JSON."""
    return program.post(path, body, content_type="application/json")


def confirmed(user: User) -> list[str]:
    """Return the kinds of a person's proven factors."""
    with as_user(user):
        found = Factor.objects.filter(confirmed=True).order_by("id")
        return list(found.values_list("type", flat=True))


def test_a_phone_is_added_in_two_calls(alice: User, program: Browser) -> None:
    asked = post(program, PHONE, address="+351 912 345 678", name="Mine")
    assert asked.status_code == 201
    assert asked.json().keys() == {"id", "factor", "created_at", "expires_at"}
    given = post(program, f"{PHONE}verify/", challenge=asked.json()["id"], code=texted())
    assert given.status_code == 200
    body = given.json()
    assert (body["id"], body["type"]) == (asked.json()["factor"], "phone")
    assert (body["name"], body["address"]) == ("Mine", "+351 •••• 78")
    assert confirmed(alice) == ["phone"]
    assert aal(alice) == ["aal2"]


def test_a_mailbox_is_added_in_two_calls(alice: User, program: Browser) -> None:
    asked = post(program, EMAIL, address=MAILBOX, name="Spare")
    post(program, f"{EMAIL}verify/", challenge=asked.json()["id"], code=mailed())
    assert confirmed(alice) == ["email"]


def test_a_phone_needs_no_name(alice: User, program: Browser) -> None:
    asked = post(program, PHONE, address=NUMBER)
    given = post(program, f"{PHONE}verify/", challenge=asked.json()["id"], code=texted())
    assert given.json()["name"] == "Phone"


def test_a_session_is_raised_in_two_calls(alice: User, program: Browser) -> None:
    phone = give_phone(alice)
    assert program.get("/api/v1/exports/entries.json").status_code == 403
    asked = post(program, f"{PHONE}challenge/", factor=str(phone.uuid))
    assert asked.status_code == 201
    given = post(program, f"{PHONE}verify/", challenge=asked.json()["id"], code=texted())
    assert given.status_code == 200
    assert aal(alice) == ["aal2"]
    assert program.get("/api/v1/exports/entries.json").status_code == 200


def test_a_wrong_code_is_counted_although_it_is_refused(alice: User, program: Browser) -> None:
    asked = post(program, f"{PHONE}challenge/", factor=str(give_phone(alice).uuid))
    answer = post(program, f"{PHONE}verify/", challenge=asked.json()["id"], code=wrong(texted()))
    assert answer.status_code == 422
    assert answer.json() == {"detail": "That is not the code we sent."}
    assert challenges_of(alice)[-1].attempts == 1
    again = post(program, f"{PHONE}verify/", challenge=asked.json()["id"], code=texted())
    assert again.status_code == 422
    assert aal(alice) == ["aal1"]


def test_a_code_works_once(alice: User, program: Browser) -> None:
    asked = post(program, f"{PHONE}challenge/", factor=str(give_phone(alice).uuid)).json()
    answers = [
        post(program, f"{PHONE}verify/", challenge=asked["id"], code=texted()).status_code
        for _ in range(2)
    ]
    assert answers == [200, 422]


@pytest.mark.parametrize("path", [PHONE, EMAIL])
def test_adding_takes_the_factor_one_has(alice: User, program: Browser, path: str) -> None:
    give_app(alice)
    answer = post(program, path, address=NUMBER, name="Thief's")
    assert answer.status_code == 403
    assert "second factor" in answer.json()["detail"]
    assert sms.outbox == []


def test_proving_a_new_one_takes_the_factor_one_has_by_then(alice: User, program: Browser) -> None:
    asked = post(program, PHONE, address=NUMBER, name="Thief's").json()
    give_app(alice)
    answer = post(program, f"{PHONE}verify/", challenge=asked["id"], code=texted())
    assert answer.status_code == 403
    assert confirmed(alice) == ["totp"]


@pytest.mark.parametrize("path", [PHONE, EMAIL])
def test_adding_takes_a_password_typed_just_now(alice: User, program: Browser, path: str) -> None:
    long_ago(program)
    answer = post(program, path, address=NUMBER, name="Thief's")
    assert answer.status_code == 403
    assert "a proof of the last five minutes" in answer.json()["detail"]


def test_between_two_codes_lies_a_minute(alice: User, program: Browser) -> None:
    phone = give_phone(alice)
    asked = post(program, f"{PHONE}challenge/", factor=str(phone.uuid))
    again = post(program, f"{PHONE}challenge/", factor=str(phone.uuid))
    assert (asked.status_code, again.status_code) == (201, 429)
    assert 50 < int(again["Retry-After"]) <= 60
    minutes_ago(phone)
    assert post(program, f"{PHONE}challenge/", factor=str(phone.uuid)).status_code == 201


def test_bob_gets_no_code_of_alices_and_verifies_none(
    alice: User, bob: User, program: Browser, new_browser: NewBrowser
) -> None:
    phone = give_phone(alice)
    his = new_browser()
    sign_in(his, bob.email)
    assert post(his, f"{PHONE}challenge/", factor=str(phone.uuid)).status_code == 404
    asked = post(program, f"{PHONE}challenge/", factor=str(phone.uuid)).json()
    answer = post(his, f"{PHONE}verify/", challenge=asked["id"], code=texted())
    assert answer.status_code == 404
    assert aal(bob) == ["aal1"]
    assert challenges_of(alice)[-1].verified_at is None


def test_each_kind_has_its_own_address(alice: User, program: Browser) -> None:
    factor = give_mailbox(alice)
    assert post(program, f"{PHONE}challenge/", factor=str(factor.uuid)).status_code == 404
    asked = post(program, f"{EMAIL}challenge/", factor=str(factor.uuid)).json()
    answer = post(program, f"{PHONE}verify/", challenge=asked["id"], code=mailed())
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PHONE, {"address": "912", "name": "x"}),
        (PHONE, {"name": "x"}),
        (PHONE, {"address": NUMBER, "name": "x" * 65}),
        (EMAIL, {"address": "x", "name": "x"}),
        (f"{PHONE}challenge/", {"factor": "x"}),
        (f"{PHONE}verify/", {"challenge": "x", "code": "123456"}),
    ],
)
def test_nonsense_is_told_by_field(program: Browser, path: str, body: dict[str, str]) -> None:
    answer = post(program, path, **body)
    assert answer.status_code == 400
    assert answer.json()
    assert mail.outbox == []
    assert sms.outbox == []


def test_nobody_asks_for_anything(browser: Browser) -> None:
    for path in (PHONE, EMAIL, f"{PHONE}challenge/", f"{EMAIL}verify/"):
        assert post(browser, path).status_code == 401


def test_a_demo_sends_no_messages(alice: User, dana: User, browser: Browser) -> None:
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_demo=True)
    browser.force_login(alice)
    for path in ("phone/", "email/", "phone/challenge/", "phone/verify/"):
        assert post(browser, f"/api/v1/factors/{path}").status_code == 403
