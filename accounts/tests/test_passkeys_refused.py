"""Passkeys: everything that must not pass."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import AuthSession, User
from accounts.tests.ceremonies import (
    ADD,
    AGAIN,
    ENTER,
    HOST,
    ORIGIN,
    SECOND,
    add,
    anyone,
    browser,
    challenge,
    enter,
    host,
    made,
    passkey,
)
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.soft_passkey import SoftPasskey
from accounts.tests.test_factors import aal, confirm
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_staff

__all__ = ["anyone", "browser", "host", "passkey"]

pytestmark = pytest.mark.django_db


def spoil_origin(passkey: SoftPasskey) -> None:
    passkey.origin = "http://evil.localhost"


def spoil_port(passkey: SoftPasskey) -> None:
    passkey.origin = f"{ORIGIN}:8001"


def spoil_site(passkey: SoftPasskey) -> None:
    passkey.rp_id = "evil.localhost"


def spoil_verification(passkey: SoftPasskey) -> None:
    passkey.verifies = False


def spoil_key(passkey: SoftPasskey) -> None:
    passkey._key = SoftPasskey()._key


def spoil_id(passkey: SoftPasskey) -> None:
    passkey.credential_id = b"another credential"


WRONG = [spoil_origin, spoil_port, spoil_site, spoil_verification, spoil_key, spoil_id]


@pytest.mark.parametrize("spoil", WRONG)
def test_a_wrong_answer_signs_nobody_in(
    browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey, spoil: Any
) -> None:
    made(browser, passkey)
    spoil(passkey)
    other = new_browser(host=HOST)
    answer = enter(other, passkey)
    assert answer["Location"] == "/accounts/login/"
    assert not other.is_signed_in()
    assert "That passkey did not work" in other.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("spoil", WRONG)
def test_a_wrong_answer_is_no_second_step_and_no_proof(
    browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey, alice: User, spoil: Any
) -> None:
    made(browser, passkey)
    with as_login_role():
        AuthSession.objects.filter(user=alice).update(factor_id=None)
    spoil(passkey)
    assert enter(browser, passkey, AGAIN)["Location"] == AGAIN
    other = new_browser(host=HOST)
    other.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    options = other.get(SECOND).context["js_data"]["request_options"]
    page = other.post(SECOND, {"credential": passkey.sign(options)})
    assert "That passkey did not work" in page.content.decode()
    assert not other.is_signed_in()
    assert aal(alice) == ["aal1"]


@pytest.mark.parametrize("spoil", [spoil_origin, spoil_port, spoil_site, spoil_verification])
def test_a_wrong_answer_makes_no_passkey(
    alice: User, browser: Browser, passkey: SoftPasskey, spoil: Any
) -> None:
    confirm(browser)
    spoil(passkey)
    assert "That made no passkey" in add(browser, passkey).content.decode()
    with as_login_role():
        assert not Authenticator.objects.filter(user=alice).exists()
    right = SoftPasskey(origin=ORIGIN)
    assert add(browser, right).status_code == 302


def test_a_challenge_works_once(
    browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    other = new_browser(host=HOST)
    sent = passkey.sign(challenge(other))
    other.post(ENTER, {"credential": sent})
    assert other.is_signed_in()
    other.post("/accounts/logout/")
    other.post(ENTER, {"credential": sent})
    assert not other.is_signed_in()


def test_a_challenge_is_of_one_browser_and_goes_with_the_first_try(
    browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    one, other = new_browser(host=HOST), new_browser(host=HOST)
    asked = challenge(one)
    challenge(other)
    other.post(ENTER, {"credential": passkey.sign(asked)})
    assert not other.is_signed_in()
    one.post(ENTER, {"credential": SoftPasskey(origin=ORIGIN).sign(asked)})
    one.post(ENTER, {"credential": passkey.sign(asked)})
    assert not one.is_signed_in()


def test_a_challenge_lasts_five_minutes(
    browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    for age, expected in ((301, False), (290, True)):
        other = new_browser(host=HOST)
        asked = challenge(other)
        session = other.session
        state = session["mfa.webauthn.state"]
        session["mfa.webauthn.state"] = {**state, "at": state["at"] - age}
        session.save()
        other.post(ENTER, {"credential": passkey.sign(asked)})
        assert other.is_signed_in() is expected


def test_a_passkey_opens_the_account_of_its_owner_alone(
    alice: User, bob: User, browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    his = new_browser(host=HOST)
    sign_in(his, bob.email)
    own = made(his, SoftPasskey(origin=ORIGIN))
    assert enter(his, passkey, AGAIN)["Location"] == AGAIN
    passkey.user_handle, own.user_handle = own.user_handle, passkey.user_handle
    for one in (passkey, own):
        other = new_browser(host=HOST)
        enter(other, one)
        assert not other.is_signed_in()


def test_a_copy_of_a_passkey_that_counts_is_refused(
    browser: Browser, new_browser: NewBrowser
) -> None:
    passkey = made(browser, SoftPasskey(origin=ORIGIN, counter=7))
    for counter, expected in ((7, True), (7, False), (8, True), (0, False)):
        passkey.counter = counter
        other = new_browser(host=HOST)
        enter(other, passkey)
        assert other.is_signed_in() is expected, counter


@pytest.mark.parametrize("number", ["1e999", "NaN"])
def test_a_number_without_an_end_makes_no_passkey(
    alice: User, browser: Browser, passkey: SoftPasskey, number: str
) -> None:
    confirm(browser)
    options = browser.get(ADD).context["js_data"]["creation_options"]
    parts = {**json.loads(passkey.make(options)), "more": 0}
    sent = json.dumps(parts).replace('"more": 0', f'"more": {number}')
    page = browser.post(ADD, {"name": "Key", "credential": sent}).content.decode()
    assert "That made no passkey" in page


NONSENSE = ["", "null", "5", "[]", "{}", '"x"', "{", '{"id": 1}', '{"response": null}',
            '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}']  # fmt: skip


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_is_refused(alice: User, browser: Browser, anyone: Browser, sent: str) -> None:
    confirm(browser)
    options = browser.get(ADD).context["js_data"]["creation_options"]
    assert browser.post(ADD, {"credential": sent}).status_code == 200
    parts = json.loads(SoftPasskey(origin=ORIGIN).make(options))
    parts["response"]["attestationObject"] = "AAAA"
    assert browser.post(ADD, {"credential": json.dumps(parts)}).status_code == 200
    assert browser.post(AGAIN, {"credential": sent}).status_code == 302
    browser.post("/accounts/logout/")
    assert anyone.post(ENTER, {"credential": sent})["Location"] == "/accounts/login/"


def test_a_closed_account_stays_closed(
    alice: User, dana: User, browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    other = new_browser(host=HOST)
    enter(other, passkey)
    assert not other.is_signed_in()


def test_wrong_second_steps_are_limited_together(
    alice: User, browser: Browser, new_browser: NewBrowser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    other = new_browser(host=HOST)
    other.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    for _ in range(3):
        other.post(SECOND, {"code": "123456"})
    for _ in range(3):
        options = other.get(SECOND).context["js_data"]["request_options"]
        page = other.post(SECOND, {"credential": SoftPasskey(origin=ORIGIN).sign(options)})
    assert "Too many" in page.content.decode()
