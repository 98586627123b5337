"""Programs of people whose second factor is a phone or a mailbox, and the wrong codes they give."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts import sms
from accounts.models import Factor, SignIn, User
from accounts.tests.conftest import NewBrowser
from accounts.tests.programs import Program, codes, flows, program, said, signed_in
from accounts.tests.proving import give_app, give_codes
from accounts.tests.sending import (
    MASKED,
    SECOND,
    give_mailbox,
    give_phone,
    have_sent,
    mailed,
    minutes_ago,
    texted,
    wrong,
)
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_user

__all__ = ["program", "signed_in"]

pytestmark = pytest.mark.django_db

SEND, CODE = "auth/2fa/send", "auth/2fa/code"


def offer(answer: Any, flow_id: str = "mfa_authenticate") -> Any:
    """Return a flow an answer offers."""
    (found,) = [flow for flow in answer.json()["data"]["flows"] if flow["id"] == flow_id]
    return found


def send(program: Program, factor: Factor) -> Any:
    """Have a code sent."""
    return program.ask(SEND, {"factor": str(factor.uuid)})


def wrong_ones(user: User) -> list[str]:
    """Return by what somebody failed to sign in, the first failure first."""
    with as_user(user):
        found = SignIn.objects.filter(outcome=SignIn.Outcome.FAILED).order_by("at")
        return list(found.values_list("method", flat=True))


def test_a_phone_alone_signs_in(program: Program, alice: User) -> None:
    phone = give_phone(alice)
    flow = offer(program.sign_in(alice))
    assert flow["is_pending"]
    assert flow["types"] == ["phone"]
    told = {"id": str(phone.uuid), "type": "phone", "name": "My phone", "address": MASKED}
    assert flow["factors"] == [{**told, "wait": 0}]
    sent = send(program, phone)
    assert sent.json()["data"] == {"factor": str(phone.uuid), "expires_in": 300}
    assert program.access_token == ""
    assert program.ask(CODE, {"code": texted()}).status_code == 200
    assert said(program.access_token)["aal"] == "aal2"
    assert said(program.access_token)["amr"][0]["method"] == "mfa/phone"
    assert program.api().json()["email"] == alice.email


def test_those_without_a_name_are_called_by_their_kind(program: Program, alice: User) -> None:
    give_phone(alice, name="")
    give_mailbox(alice, name="")
    told = offer(program.sign_in(alice))["factors"]
    assert [factor["name"] for factor in told] == ["Phone", "Mailbox"]


def test_a_mailbox_alone_signs_in(program: Program, alice: User) -> None:
    mailbox = give_mailbox(alice)
    assert offer(program.sign_in(alice))["types"] == ["email"]
    send(program, mailbox)
    assert program.ask(CODE, {"code": mailed()}).status_code == 200
    assert said(program.access_token)["amr"][0]["method"] == "mfa/email"


def test_beside_an_app_each_is_offered(program: Program, alice: User) -> None:
    give_app(alice)
    give_codes(alice)
    give_phone(alice)
    flow = offer(program.sign_in(alice))
    assert sorted(flow["types"]) == ["phone", "recovery_codes", "totp"]


def test_a_phone_is_not_offered_where_no_texts_are_sent(
    program: Program, alice: User, settings: Any
) -> None:
    give_mailbox(alice)
    phone = give_phone(alice)
    settings.SMS_BACKEND = ""
    assert sms.is_available() is False
    assert offer(program.sign_in(alice))["types"] == ["email"]
    assert codes(send(program, phone)) == ["unknown_factor"]


def test_a_code_works_once_and_for_who_was_asked(
    program: Program, new_browser: NewBrowser, alice: User
) -> None:
    phone = give_phone(alice)
    other = Program(new_browser)
    for one in (program, other):
        one.sign_in(alice)
    assert program.ask(CODE, {"code": "123456"}).status_code == 409
    send(program, phone)
    shown = texted()
    assert other.ask(CODE, {"code": shown}).status_code == 409
    assert program.ask(CODE, {"code": shown}).status_code == 200
    assert program.ask(CODE, {"code": shown}).status_code == 409
    assert other.access_token == ""


def test_the_next_one_waits_for_its_minute_and_voids_the_last(
    program: Program, alice: User
) -> None:
    phone = give_phone(alice)
    program.sign_in(alice)
    send(program, phone)
    first = texted()
    again = send(program, phone)
    assert again.status_code == 429
    assert 0 < int(again["Retry-After"]) <= 60
    assert 0 < offer(program.ask("auth/session", method="GET"))["factors"][0]["wait"] <= 60
    minutes_ago(phone)
    send(program, phone)
    if texted() != first:
        assert codes(program.ask(CODE, {"code": first})) == ["incorrect_code"]
    minutes_ago(phone)
    assert program.ask(CODE, {"code": texted()}).status_code == 200


def test_codes_are_counted_with_those_of_pages(
    program: Program, new_browser: NewBrowser, alice: User, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "factor_code": "1/h/key"}
    phone = give_phone(alice)
    browser = new_browser()
    sign_in(browser, alice.email)
    have_sent(browser, phone)
    minutes_ago(phone)
    program.sign_in(alice)
    assert send(program, phone).status_code == 429


def test_after_wrong_ones_one_waits_and_then_starts_anew(program: Program, alice: User) -> None:
    phone = give_phone(alice)
    program.sign_in(alice)
    send(program, phone)
    assert codes(program.ask(CODE, {"code": wrong(texted())})) == ["incorrect_code"]
    assert codes(program.ask(CODE, {"code": texted()})) == ["try_later"]
    for _ in range(4):
        minutes_ago(phone)
        program.ask(CODE, {"code": wrong(texted())})
    minutes_ago(phone)
    assert codes(program.ask(CODE, {"code": texted()})) == ["expired"]
    assert program.access_token == ""


def test_nobody_elses_factor_is_sent_to(program: Program, alice: User, bob: User) -> None:
    give_phone(alice)
    theirs = give_mailbox(bob)
    program.sign_in(alice)
    assert codes(send(program, theirs)) == ["unknown_factor"]
    assert codes(program.ask(SEND, {"factor": "x"})) == ["invalid"]


def test_without_a_password_there_is_nothing(program: Program, alice: User) -> None:
    phone = give_phone(alice)
    for answer in (send(program, phone), program.ask(CODE, {"code": "123456"})):
        assert answer.status_code == 401
    assert not sms.outbox


def test_it_proves_who_is_signed_in(signed_in: Program, alice: User) -> None:
    phone = give_phone(alice)
    assert signed_in.api("/api/v1/exports/entries.json").status_code == 403
    asked = signed_in.ask("account/authenticators/webauthn", method="GET")
    assert asked.status_code == 401
    flow = offer(asked, "mfa_reauthenticate")
    assert flow["types"] == ["phone"]
    assert flow["factors"][0]["id"] == str(phone.uuid)
    send(signed_in, phone)
    assert signed_in.ask(CODE, {"code": texted()}).status_code == 200
    assert signed_in.api("/api/v1/exports/entries.json").status_code == 200


def test_who_has_none_is_offered_none(signed_in: Program, new_browser: NewBrowser) -> None:
    told = Program(new_browser).ask("auth/session", method="GET")
    assert "mfa_authenticate" not in flows(told)
    assert all("factors" not in flow for flow in told.json()["data"]["flows"])


@pytest.mark.parametrize("by_program", [True, False])
def test_wrong_codes_are_in_the_history_as_what_they_look_like(
    program: Program, new_browser: NewBrowser, alice: User, by_program: bool
) -> None:
    give_app(alice)
    give_codes(alice)
    with as_login_role():
        spare = Authenticator.objects.get(user=alice, type="recovery_codes").wrap()
        used = spare.get_unused_codes()[0]
        assert spare.validate_code(used)
    browser = new_browser()
    program.sign_in(alice)
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    for shown in ("000000", used, f"{used[:4]}-{used[4:]}", "nonsense"):
        if by_program:
            program.ask("auth/2fa/authenticate", {"code": shown})
        else:
            browser.post(SECOND, {"code": shown})
    assert wrong_ones(alice) == ["totp", "recovery_code", "recovery_code", "totp"]


def test_wrong_ones_of_a_phone_and_passwords_are_there_too(
    program: Program, signed_in: Program, new_browser: NewBrowser, alice: User
) -> None:
    signed_in.ask("auth/reauthenticate", {"password": "not the password"})
    Program(new_browser).sign_in(alice, "not the password")
    give_app(alice)
    signed_in.ask("auth/2fa/reauthenticate", {"code": "000000"})
    phone = give_phone(alice)
    send(signed_in, phone)
    signed_in.ask(CODE, {"code": wrong(texted())})
    assert wrong_ones(alice) == ["password", "password", "totp", "mfa/phone"]


def test_wrong_ones_given_to_the_api_are_there_too(alice: User, new_browser: NewBrowser) -> None:
    phone = give_phone(alice)
    browser = new_browser()
    sign_in(browser, alice.email)
    have_sent(browser, phone)
    browser.post("/accounts/2fa/code/", {"code": texted()})
    minutes_ago(phone)
    as_json: Any = {"content_type": "application/json"}
    asked = {"factor": str(phone.uuid)}
    sent = browser.post("/api/v1/factors/phone/challenge/", asked, **as_json)
    given = {"challenge": sent.json()["id"], "code": wrong(texted())}
    assert browser.post("/api/v1/factors/phone/verify/", given, **as_json).status_code == 422
    assert wrong_ones(alice) == ["mfa/phone"]


def test_a_browsers_cookie_sends_nothing(client: Client, alice: User) -> None:
    client.force_login(alice)
    phone = give_phone(alice)
    sent = {"factor": str(phone.uuid)}
    answer = client.post(f"/_allauth/app/v1/{SEND}", sent, content_type="application/json")
    assert answer.status_code == 401
    assert not sms.outbox
