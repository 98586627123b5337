"""Personal access tokens: made once, kept as a hash, counted, ended, swept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from accounts.keys import scopes, selectors, services
from accounts.keys.services import BadToken, Made, TooManyTokens
from accounts.models import PersonalToken, User
from accounts.tests.conftest import last_mail
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
READ = ["entries:read"]


def make(user: User, *, at: datetime = NOW, **asked: Any) -> Made:
    """Make a token as the person's page does."""
    asked = {"name": "Sheet", "scopes": READ, "expires_at": at + timedelta(days=30), **asked}
    with as_user(user):
        return services.make(user=user, at=at, **asked)


def test_the_secret_opens_and_is_nowhere_in_the_database(alice: User) -> None:
    made = make(alice)
    assert made.secret.startswith("nq_pat_")
    found = services.find(secret=made.secret, at=NOW)
    assert found == made.token
    assert found.user == alice
    with as_login_role(), connection.cursor() as cursor:
        cursor.execute("SELECT auth_personal_tokens::text FROM auth_personal_tokens")
        (row,) = cursor.fetchone()
    assert made.secret not in row
    assert made.secret[12:] not in row


@pytest.mark.parametrize("wrong", ["", "nq_pat_", "nq_pat_" + "A" * 43, "x", "nq_pat_é"])
def test_another_secret_opens_nothing(alice: User, wrong: str) -> None:
    make(alice)
    assert services.find(secret=wrong, at=NOW) is None


def test_a_token_ends_at_its_moment_and_not_before(alice: User) -> None:
    ends = NOW + timedelta(days=1)
    made = make(alice, expires_at=ends)
    assert services.find(secret=made.secret, at=ends - timedelta(seconds=1))
    assert services.find(secret=made.secret, at=ends) is None


def test_whoever_is_locked_out_is_so_with_their_tokens(alice: User, dana: User) -> None:
    made = make(alice)
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    assert services.find(secret=made.secret, at=NOW) is None


def test_the_last_use_is_noted_once_in_five_minutes(alice: User) -> None:
    made = make(alice)
    for minutes in (0, 4, 6):
        services.find(secret=made.secret, at=NOW + timedelta(minutes=minutes))
        with as_user(alice):
            noted = PersonalToken.objects.get().last_used_at
        assert noted == NOW + timedelta(minutes=6 if minutes == 6 else 0)


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 65}),
        ("scopes", {"scopes": []}),
        ("scopes", {"scopes": ["entries:read", "everything"]}),
        ("scopes", {"scopes": ["exports:write"]}),
        ("expires_at", {"expires_at": NOW}),
        ("expires_at", {"expires_at": NOW + timedelta(days=367)}),
    ],
)
def test_what_cannot_be_names_its_field(alice: User, field: str, asked: dict[str, Any]) -> None:
    with pytest.raises(BadToken) as refused:
        make(alice, **asked)
    assert refused.value.field == field
    with as_user(alice):
        assert not PersonalToken.objects.exists()


def test_there_are_only_so_many_and_ended_ones_do_not_count(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    make(alice, expires_at=NOW + timedelta(hours=1))
    make(alice)
    with pytest.raises(TooManyTokens):
        make(alice)
    make(alice, at=NOW + timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_so_many_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 3)
    alice = make_person("alice")

    def attempt(_number: int) -> bool:
        try:
            make(alice)
        except TooManyTokens:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 3


def test_the_person_is_told(alice: User, jobs: Jobs) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        made = make(alice)
    jobs.run()
    body = str(last_mail(to=alice.email).body)
    assert "“Sheet”" in body
    assert made.secret not in body


def test_writing_includes_reading_of_the_same_area_alone(alice: User) -> None:
    token = make(alice, scopes=["rates:write"]).token
    assert token.allows("rates:read")
    assert token.allows("rates:write")
    assert not token.allows("entries:read")
    assert token.scope_labels == ["Exchange rates: read and change"]
    assert set(scopes.names()) >= {"entries:write", "exports:read"}


def test_the_owner_sees_and_ends_and_nobody_else(alice: User, bob: User) -> None:
    token = make(alice).token
    with as_user(bob):
        assert selectors.tokens(user=alice, at=NOW) == []
        assert not services.end(user=alice, token_id=token.pk)
    with as_user(alice):
        assert selectors.tokens(user=alice, at=NOW) == [token]
        assert services.end(user=alice, token_id=token.pk)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE auth_personal_tokens SET expires_at = expires_at + interval '1 year'",
        "UPDATE auth_personal_tokens SET scopes = '{entries:write}'",
        "INSERT INTO auth_personal_tokens SELECT * FROM auth_personal_tokens",
    ],
)
def test_no_sql_of_a_persons_gives_itself_more(alice: User, change: str) -> None:
    make(alice)
    with as_user(alice), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(change)


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_long_ended_ones_are_swept() -> None:
    make(make_person("alice"), expires_at=NOW + timedelta(days=1))
    with worker_login(), as_service():
        assert services.sweep(at=NOW + timedelta(days=30)) == 0
        assert services.sweep(at=NOW + timedelta(days=32)) == 1
