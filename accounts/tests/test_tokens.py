"""Access tokens: whom they speak for, for how long, and all that is none."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuthSession, RefreshToken, SigningKey, User
from accounts.tests import proving
from accounts.tests.programs import ME
from accounts.tokens import claims, keys
from conftest import ClientFor
from finance.tests import make
from numoraq.lib.limits_of_sessions import SessionLimits
from numoraq.rls.identity import as_login_role, as_staff, as_user, current

pytestmark = pytest.mark.django_db

ENTRIES, EXPORT = "/api/v1/entries/", "/api/v1/exports/entries.csv"

NOBODY = "00000000-0000-4000-8000-000000000000"


def session_of(user: User) -> AuthSession:
    """Return a new session of a person."""
    at = timezone.now()
    return AuthSession.objects.create(user=user, created_at=at, refreshed_at=at)


def token_of(user: User, session: AuthSession | None = None, **ago: float) -> str:
    """Return an access token, issued now or some time ago."""
    at = timezone.now() - timedelta(**ago)
    return claims.issue(user=user, session=session or session_of(user), at=at)


def ask(token: str, path: str = ME, method: str = "get", client: Client | None = None) -> Any:
    """Ask the API by a token, as a program whose requests other sites could not send."""
    client = client or Client(enforce_csrf_checks=True)
    return getattr(client, method)(path, headers={"authorization": f"Bearer {token}"})


def said(token: str) -> dict[str, Any]:
    """Return what a token says, without verifying it."""
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def forged(alice: User, *, without: str = "", **changed: Any) -> str:
    """Return a token that says something else than ours, but is signed as ours are."""
    payload = {**said(token_of(alice)), **changed}
    payload.pop(without, None)
    key = keys.signing()
    return jwt.encode(payload, key.private, "RS256", headers={"kid": key.kid})


def test_it_says_who_and_how_well_proven(alice: User, settings: Settings) -> None:
    session = session_of(alice)
    found = claims.read(token_of(alice, session))
    assert found is not None
    assert found["iss"] == settings.WEB_URL
    assert found["aud"] == found["role"] == "authenticated"
    assert (found["sub"], found["email"]) == (str(alice.pk), alice.email)
    assert found["session_id"] == str(session.pk)
    assert (found["aal"], found["exp"] - found["iat"]) == ("aal1", 15 * 60)


def test_the_level_follows_the_session(alice: User) -> None:
    session, factor = session_of(alice), proving.give_app(alice)
    AuthSession.objects.filter(pk=session.pk).update(factor_id=factor.uuid)
    assert said(token_of(alice, session))["aal"] == "aal2"
    AuthSession.objects.filter(pk=session.pk).update(factor_id=None)
    assert said(token_of(alice, session))["aal"] == "aal1"


def test_what_counts_is_the_session_and_not_what_the_token_says(alice: User) -> None:
    proving.give_app(alice)
    token = forged(alice, aal="aal2")
    assert ask(token).status_code == 200
    assert ask(token, EXPORT).status_code == 403


def test_a_program_sees_what_is_its_persons(alice: User, bob: User) -> None:
    with as_user(alice):
        make.asset(alice, name="Flat")
    found = ask(token_of(alice), ENTRIES).json()["results"]
    assert [row["entry"]["name"] for row in found] == ["Flat"]
    assert ask(token_of(bob), ENTRIES).json()["results"] == []


def test_a_stream_is_the_persons_to_its_end(alice: User, bob: User) -> None:
    with as_user(alice):
        make.asset(alice, name="Flat")
    answers = [ask(token_of(person), EXPORT) for person in (alice, bob)]
    told = [b"".join(answer.streaming_content).decode() for answer in answers]
    assert "Flat" in told[0]
    assert "Flat" not in told[1]


def test_nothing_of_the_person_is_left_for_the_next(alice: User, client_for: ClientFor) -> None:
    before = current()
    assert ask(token_of(alice)).status_code == 200
    assert current() == before
    assert Client().get(ME).status_code == 401
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.user_id', true), current_user")
        assert cursor.fetchone()[0] in {"", None}


def test_a_token_goes_before_a_cookie(alice: User, bob: User, client_for: ClientFor) -> None:
    client = client_for(bob)
    assert ask(token_of(alice), client=client).json()["email"] == alice.email
    assert client.get(ME).json()["email"] == bob.email


def test_a_cookie_still_takes_the_token_of_the_page(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    refused = client.patch(ME, {"name": "Al"}, content_type="application/json")
    assert refused.status_code == 403
    headers = {"authorization": f"Bearer {token_of(alice)}"}
    taken = client.patch(ME, {"name": "Al"}, content_type="application/json", headers=headers)
    assert taken.status_code == 200


def test_it_costs_no_more_than_a_cookie(alice: User, client_for: ClientFor) -> None:
    client, token = client_for(alice), token_of(alice)
    counts = []
    for headers in ({}, {"authorization": f"Bearer {token}"}):
        client.get(ME, headers=headers)
        with CaptureQueriesContext(connection) as queries:
            client.get(ME, headers=headers)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_the_api_takes_it(alice: User) -> None:
    assert ask(token_of(alice), "/dashboard/").status_code == 302


def test_it_ends_with_its_time(alice: User) -> None:
    session = session_of(alice)
    assert ask(token_of(alice, session, minutes=14)).status_code == 200
    answer = ask(token_of(alice, session, minutes=16))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_it_ends_with_its_session(alice: User, bob: User) -> None:
    session = session_of(alice)
    token = token_of(alice, session)
    assert ask(token).status_code == 200
    session.delete()
    assert ask(token).status_code == 401
    assert ask(forged(alice, session_id=str(session_of(bob).pk))).status_code == 401


def test_it_ends_with_the_limits_of_its_session(alice: User, settings: Settings) -> None:
    session = session_of(alice)
    token = token_of(alice, session)
    settings.SESSION_LIMITS = SessionLimits(idle=timedelta(hours=1))
    AuthSession.objects.filter(pk=session.pk).update(
        refreshed_at=timezone.now() - timedelta(hours=2)
    )
    assert ask(token).status_code == 401


def test_it_ends_when_the_person_is_locked_out(alice: User, dana: User) -> None:
    token = token_of(alice)
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    assert ask(token).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "anon"},
        {"aud": ["authenticated", "other"]},
        {"role": "service_role"},
        {"sub": NOBODY},
        {"sub": "1"},
        {"session_id": "x"},
        {"iat": 9_999_999_999},
        *[{"without": name} for name in ("exp", "iss", "aud", "sub", "jti", "session_id")],
    ],
    ids=str,
)
def test_a_claim_that_is_not_as_it_should_be(alice: User, changed: dict[str, Any]) -> None:
    assert ask(forged(alice)).status_code == 200
    assert ask(forged(alice, **changed)).status_code == 401


def _b64(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(token: str) -> str:
    """Return a token that says it needs no signature."""
    return f"{_b64({'alg': 'none', 'kid': keys.signing().kid})}.{token.split('.')[1]}."


def by_public_key(token: str) -> str:
    """Return a token signed with what everybody knows, as if it were a shared secret."""
    pem = keys.signing().public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = _b64({"alg": "HS256", "kid": keys.signing().kid})
    body = token.split(".")[1]
    made: Any = jwt.get_algorithm_by_name("HS256")
    signature = made.sign(f"{head}.{body}".encode(), pem)
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def by_stranger(token: str, kid: str | None) -> str:
    """Return a token signed by a key that is none of ours."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(said(token), key, "RS256", headers={"kid": kid} if kid else None)


def tampered(token: str) -> str:
    """Return a token with another person in it under the same signature."""
    head, _body, signature = token.split(".")
    return f"{head}.{_b64({**said(token), 'sub': NOBODY})}.{signature}"


def test_what_others_made_is_none(alice: User) -> None:
    token = token_of(alice)
    kid = keys.signing().kid
    made = [
        unsigned(token),
        by_public_key(token),
        by_stranger(token, kid),
        by_stranger(token, "unknown"),
        by_stranger(token, None),
        tampered(token),
        token[:-10],
        token + "x",
        "a.b.c",
        "é",
    ]
    assert [ask(one).status_code for one in made] == [401] * len(made)
    assert ask(token).status_code == 200


def test_a_token_of_another_environment_is_none_of_ours(alice: User, settings: Settings) -> None:
    settings.WEB_URL = "https://staging.example"
    token = token_of(alice)
    assert ask(token).status_code == 200
    settings.WEB_URL = "https://production.example"
    assert ask(token).status_code == 401


@pytest.mark.parametrize("model", [SigningKey, RefreshToken])
def test_sql_as_a_person_reads_neither_keys_nor_tokens(alice: User, model: Any) -> None:
    with as_login_role():
        keys.signing()
    with (
        as_user(alice),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        list(model.objects.all())
