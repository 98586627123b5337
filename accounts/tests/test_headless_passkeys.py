"""Passkeys of programs obey the rules of the pages: names, copies, how many, fresh proofs."""

import json
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import AuthSession, Factor, SignIn, User
from accounts.services import room
from accounts.services.names import LENGTH
from accounts.tests.ceremonies import HOST, ORIGIN, host, passkey
from accounts.tests.conftest import NewBrowser, last_mail
from accounts.tests.programs import BASE, Program, codes, flows
from accounts.tests.proving import code, give_app
from accounts.tests.soft_passkey import SoftPasskey
from accounts.tests.test_keyring import names
from numoraq.rls.identity import as_login_role, as_user

__all__ = ["host", "passkey"]

pytestmark = pytest.mark.django_db

PASSKEYS, TOTP = "account/authenticators/webauthn", "account/authenticators/totp"
LOGIN, SECOND = "auth/webauthn/login", "auth/webauthn/authenticate"
AGAIN = "auth/webauthn/reauthenticate"


@pytest.fixture
def program(host: None, new_browser: NewBrowser, alice: User) -> Program:
    """Return Alice's program, signed in by her password, on a host that may have passkeys."""
    program = Program(new_browser, host=HOST)
    program.sign_in(alice)
    return program


def add(program: Program, passkey: SoftPasskey, *, name: str = "Phone") -> Any:
    """Add a passkey."""
    options = program.ask(PASSKEYS, method="GET").json()["data"]["creation_options"]
    sent = {"name": name, "credential": json.loads(passkey.make(options))}
    return program.ask(PASSKEYS, sent)


def use(program: Program, passkey: SoftPasskey, path: str) -> Any:
    """Sign in, or prove oneself, by a passkey."""
    options = program.ask(path, method="GET").json()["data"]["request_options"]
    return program.ask(path, {"credential": json.loads(passkey.sign(options))})


def make_stale(program: Program) -> None:
    """Have the proofs of a program be of an hour ago."""
    session = program.client.session.__class__(program.session_token)
    known = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - 3600} for one in known]
    session.save()


def test_one_is_added_raises_the_session_and_ends_unproven_ones(
    program: Program, new_browser: NewBrowser, passkey: SoftPasskey, alice: User
) -> None:
    other = Program(new_browser)
    other.sign_in(alice)
    assert add(program, passkey).status_code == 200
    assert other.api().status_code == 401
    with as_user(alice):
        assert AuthSession.objects.get().aal == "aal2"
        assert AuthSession.objects.get().newest_proofs[0].method == "mfa/webauthn"
    assert "passkey was added" in last_mail(to=alice.email).subject


def test_it_signs_in_and_its_use_is_in_the_history(
    program: Program, new_browser: NewBrowser, passkey: SoftPasskey, alice: User
) -> None:
    add(program, passkey)
    assert use(Program(new_browser, host=HOST), passkey, LOGIN).status_code == 200
    with as_user(alice):
        assert SignIn.objects.latest("at").method == "passkey"


def test_every_one_asks_its_device_for_the_person(program: Program) -> None:
    for path in (PASSKEYS, f"{PASSKEYS}?passwordless"):
        asked = program.ask(path, method="GET").json()["data"]["creation_options"]["publicKey"]
        assert asked["authenticatorSelection"]["userVerification"] == "required"
        assert asked["authenticatorSelection"]["residentKey"] == "required"


def test_one_that_does_not_is_refused(program: Program, passkey: SoftPasskey, alice: User) -> None:
    passkey.verifies = False
    assert codes(add(program, passkey)) == ["incorrect_code"]
    assert names(alice) == []


@pytest.mark.parametrize("path", [LOGIN, SECOND, AGAIN])
def test_a_copy_is_refused(
    program: Program, new_browser: NewBrowser, alice: User, path: str
) -> None:
    passkey = SoftPasskey(origin=ORIGIN, counter=7)
    add(program, passkey)
    for counter, expected in ((8, 200), (8, 400), (0, 400), (9, 200)):
        other = program
        if path != AGAIN:
            other = Program(new_browser, host=HOST)
        if path == SECOND:
            other.sign_in(alice)
        passkey.counter = counter - 1
        assert use(other, passkey, path).status_code == expected, counter


def test_an_eleventh_factor_is_refused(program: Program, alice: User) -> None:
    add(program, SoftPasskey(origin=ORIGIN))
    with as_login_role():
        for number in range(room.MOST - 2):
            Factor.objects.create(user=alice, type="webauthn", name=f"Key {number}")
    assert add(program, SoftPasskey(origin=ORIGIN)).status_code == 200
    assert codes(add(program, SoftPasskey(origin=ORIGIN))) == ["too_many_factors"]
    secret = program.ask(TOTP, method="GET").json()["meta"]["secret"]
    assert codes(program.ask(TOTP, {"code": code(secret)})) == ["too_many_factors"]
    assert len(names(alice)) == room.MOST


def test_names_are_kept_short_and_apart(program: Program, alice: User) -> None:
    for name in ("x" * 90, "Phone", "phone"):
        assert add(program, SoftPasskey(origin=ORIGIN), name=name).status_code == 200
    assert names(alice) == ["x" * LENGTH, "Phone", "phone 2"]
    rows = program.ask("account/authenticators", method="GET").json()["data"]
    keys = {row["name"]: row["id"] for row in rows if row["type"] == "webauthn"}
    wanted = {"id": keys["Phone"], "name": "x" * (LENGTH + 1)}
    assert codes(program.ask(PASSKEYS, wanted, method="PUT")) == ["max_length"]
    wanted = {"id": keys["Phone"], "name": "PHONE 2"}
    assert codes(program.ask(PASSKEYS, wanted, method="PUT")) == ["name_taken"]
    renamed = program.ask(PASSKEYS, {"id": keys["Phone"], "name": "Old phone"}, method="PUT")
    assert renamed.json()["data"]["name"] == "Old phone"
    assert "Old phone" in names(alice)


def test_names_are_compared_as_the_database_does(program: Program, alice: User) -> None:
    for name in ("ασ", "ΑΣ"):
        assert add(program, SoftPasskey(origin=ORIGIN), name=name).status_code == 200
    assert names(alice) == ["ασ", "ΑΣ 2"]


def test_they_are_called_as_on_pages(program: Program, alice: User) -> None:
    added = add(program, SoftPasskey(origin=ORIGIN), name="Key")
    assert added.json()["data"]["name"] == "Key"
    with as_login_role():
        Factor.objects.filter(user=alice, name="Key").update(name="")
    assert add(program, SoftPasskey(origin=ORIGIN), name="").json()["data"]["name"] == "Passkey 2"
    rows = program.ask("account/authenticators", method="GET").json()["data"]
    assert {row["name"] for row in rows if "name" in row} == {"Passkey", "Passkey 2"}


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_without_an_end_is_refused(
    program: Program, passkey: SoftPasskey, number: str
) -> None:
    options = program.ask(PASSKEYS, method="GET").json()["data"]["creation_options"]
    sent = {"name": "Key", "credential": {**json.loads(passkey.make(options)), "more": 0}}
    answer = program.client.post(
        BASE + PASSKEYS,
        json.dumps(sent).replace('"more": 0', f'"more": {number}'),
        content_type="application/json",
        headers={"x-session-token": program.session_token},
    )
    assert codes(answer) == ["invalid_json"]


def test_bobs_is_not_to_be_renamed_or_removed(
    program: Program, passkey: SoftPasskey, bob: User
) -> None:
    add(program, passkey)
    with as_login_role():
        theirs = Authenticator.objects.create(user=bob, type="webauthn", data={"name": "Bob's"})
    wanted = {"id": theirs.pk, "name": "Mine"}
    assert program.ask(PASSKEYS, wanted, method="PUT").status_code == 400
    sent = {"authenticators": [theirs.pk]}
    assert program.ask(PASSKEYS, sent, method="DELETE").status_code == 400
    assert names(bob) == ["Bob's"]


@pytest.mark.parametrize(
    ("path", "method", "data"),
    [
        (PASSKEYS, "GET", None),
        (PASSKEYS, "POST", {"credential": {}}),
        (PASSKEYS, "DELETE", {"authenticators": []}),
        (TOTP, "GET", None),
        (TOTP, "POST", {"code": "1"}),
        (TOTP, "DELETE", {}),
    ],
)
def test_a_proof_of_an_hour_ago_is_asked_for_again(
    program: Program, path: str, method: str, data: Any
) -> None:
    make_stale(program)
    answer = program.ask(path, data, method=method)
    assert answer.status_code == 401
    assert "reauthenticate" in flows(answer)


def test_a_program_that_asks_again_is_told_the_same_secret(program: Program, alice: User) -> None:
    first, again = (program.ask(TOTP, method="GET").json()["meta"] for _time in range(2))
    assert again == first
    assert program.ask(TOTP, {"code": code(first["secret"])}).status_code == 200


def test_a_secret_not_proven_in_time_is_forgotten(program: Program, alice: User) -> None:
    secret = program.ask(TOTP, method="GET").json()["meta"]["secret"]
    session = program.client.session.__class__(program.session_token)
    session["mfa.totp.shown_at"] = time.time() - 301
    session.save()
    assert codes(program.ask(TOTP, {"code": code(secret)})) == ["expired"]
    secret = program.ask(TOTP, method="GET").json()["meta"]["secret"]
    assert program.ask(TOTP, {"code": code(secret)}).status_code == 200


def test_removing_the_last_one_lowers_the_session_and_takes_the_codes(
    program: Program, passkey: SoftPasskey, alice: User
) -> None:
    key = add(program, passkey).json()["data"]["id"]
    with as_login_role():
        assert Authenticator.objects.filter(user=alice, type="recovery_codes").exists()
    sent = {"authenticators": [key]}
    assert program.ask(PASSKEYS, sent, method="DELETE").status_code == 200
    with as_login_role():
        assert not Authenticator.objects.filter(user=alice).exists()
        assert AuthSession.objects.get(user=alice).aal == "aal1"
    assert "passkey was removed" in last_mail(to=alice.email).subject


@pytest.mark.parametrize(
    "sent",
    [5, [], "x", {}, {"id": 1}, {"response": []}, {"response": {"clientDataJSON": "e30"}}],
)
def test_what_is_no_passkey_is_said_so(program: Program, alice: User, sent: Any) -> None:
    program.ask(PASSKEYS, method="GET")
    assert program.ask(PASSKEYS, {"credential": sent}).status_code == 400
    for path in (LOGIN, AGAIN):
        program.ask(path, method="GET")
        assert program.ask(path, {"credential": sent}).status_code in {400, 409}, path
    give_app(alice)
    assert names(alice) == ["Authenticator app"]


@pytest.mark.parametrize("extra", ["\x00", "\ud800", "x" * 40_000])
def test_what_no_database_takes_is_refused(
    program: Program, passkey: SoftPasskey, alice: User, extra: str
) -> None:
    options = program.ask(PASSKEYS, method="GET").json()["data"]["creation_options"]
    made = {**json.loads(passkey.make(options)), "extra": extra}
    assert program.ask(PASSKEYS, {"credential": made}).status_code == 400
    assert names(alice) == []
