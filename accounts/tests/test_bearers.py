"""Programs that show a personal access token: who they are, what they may, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.keys import services
from accounts.models import PersonalToken, User
from accounts.tests import proving
from conftest import ClientFor
from finance.models import Entry
from finance.tests import make
from numoraq.rls.identity import as_login_role, as_user, current

ENTRIES, ME, EXPORT = "/api/v1/entries/", "/api/v1/me/", "/api/v1/exports/entries.json"


def token_of(user: User, *scopes: str) -> str:
    """Return the secret of a new token."""
    at = timezone.now()
    with as_user(user):
        made = services.make(
            user=user, name="Sheet", scopes=scopes, expires_at=at + timedelta(days=1), at=at
        )
    return made.secret


def program(secret: str, **headers: str) -> Client:
    """Return a program that shows a token, and whose requests other sites could not send."""
    return Client(
        enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}", **headers}
    )


def names(answer: Any) -> list[str]:
    """Return the names of a page of entries."""
    return [row["entry"]["name"] for row in answer.json()["results"]]


def test_a_program_sees_and_writes_what_is_its_persons(alice: User, bob: User) -> None:
    with as_user(alice):
        make.asset(alice, name="Flat")
    asked = program(token_of(alice, "entries:write"))
    assert names(asked.get(ENTRIES)) == ["Flat"]
    new = {"category": "assets", "name": "Car", "amount": "5", "currency": "EUR",
           "date": "2026-11-01"}  # fmt: skip
    assert asked.post(ENTRIES, new, content_type="application/json").status_code == 201
    assert names(program(token_of(bob, "entries:read")).get(ENTRIES)) == []
    with as_user(alice):
        assert Entry.objects.get(name="Car").user_id == alice.pk


def test_nothing_of_the_person_is_left_for_the_next(alice: User) -> None:
    before = current()
    secret = token_of(alice, "account:read")
    assert program(secret).get(ME).json()["email"] == alice.email
    assert current() == before
    assert Client().get(ME).status_code == 401


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        (["entries:read"], "get", ENTRIES, 200),
        (["entries:read"], "post", ENTRIES, 403),
        (["rates:write"], "get", ENTRIES, 403),
        (["entries:read"], "get", ME, 403),
        (["account:read"], "patch", ME, 403),
        (["account:write"], "patch", ME, 200),
        (["exports:read"], "get", EXPORT, 200),
        (["entries:write"], "get", EXPORT, 403),
        (["account:write", "entries:write"], "get", "/api/v1/sessions/", 403),
        (["account:write", "entries:write"], "delete", "/api/v1/sessions/", 403),
        (["account:write", "entries:write"], "get", "/api/v1/tokens/", 403),
        (["account:write", "entries:write"], "post", "/api/v1/tokens/", 403),
    ],
)
def test_a_token_may_do_what_its_scopes_say(
    alice: User, scopes: list[str], method: str, path: str, status: int
) -> None:
    ask = getattr(program(token_of(alice, *scopes)), method)
    sent = {"content_type": "application/json", "data": "{}"} if method != "get" else {}
    assert ask(path, **sent).status_code == status


@pytest.mark.parametrize("wrong", ["nq_pat_" + "x" * 43, "nonsense", "", "a b"])
def test_what_is_no_token_is_nobody_whatever_the_cookies(
    alice: User, client_for: ClientFor, wrong: str
) -> None:
    for client in (Client(), client_for(alice)):
        answer = client.get(ME, headers={"authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert client_for(alice).get(ME, headers={"authorization": "Basic YTpi"}).status_code == 200


def test_an_ended_token_is_shut_out_at_once(alice: User) -> None:
    secret = token_of(alice, "account:read")
    assert program(secret).get(ME).status_code == 200
    with as_user(alice):
        PersonalToken.objects.all().delete()
    assert program(secret).get(ME).status_code == 401


def test_a_token_opens_no_pages_and_no_cms(alice: User, dana: User) -> None:
    secret = token_of(alice, "account:write")
    assert program(secret).get("/settings/")["Location"].startswith("/accounts/login/")
    staff = program(token_of(dana, "account:write"), host="cms.localhost")
    assert staff.get("/")["Location"].startswith("/login/")
    assert staff.get(ME).status_code in {302, 404}


def test_what_needs_the_factor_takes_a_token_made_with_it(
    alice: User, client_for: ClientFor
) -> None:
    weak = token_of(alice, "exports:read")
    web = client_for(alice)
    proving.prove(web, alice)
    assert program(weak).get(EXPORT).status_code == 403
    assert program(weak).get(ENTRIES).status_code == 403
    with as_login_role():
        PersonalToken.objects.update(aal="aal2")
    answer = program(weak).get(EXPORT)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_the_person_costs_two_questions(alice: User) -> None:
    secret = token_of(alice, "account:read")
    program(secret).get(ME)  # notes the use
    with CaptureQueriesContext(connection) as asked:
        program(secret).get(ME)
    questions = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert len(questions) == 2
    assert "auth_personal_tokens" in questions[0]
