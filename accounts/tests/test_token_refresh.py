"""Refresh tokens: each is good once, a second use is forgiven for a moment, then it ends all."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts import tasks
from accounts.models import AuthSession, RefreshToken, User
from accounts.services import people, sessions
from accounts.tests.conftest import NewBrowser
from accounts.tests.programs import Program, codes
from accounts.tests.test_tokens import ask, session_of
from accounts.tokens import claims, services
from accounts.tokens.services import GRACE, Pair, Refused
from numoraq.lib.limits_of_sessions import SessionLimits
from numoraq.rls.identity import as_staff, as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db

LATER = GRACE + timedelta(seconds=1)


@pytest.fixture
def now() -> datetime:
    """Return the moment the tests begin at."""
    return timezone.now()


@pytest.fixture
def first(alice: User, now: datetime) -> str:
    """Return the first refresh token of a session of Alice's."""
    return services.begin(user=alice, session=session_of(alice), at=now).refresh_token


def renewed(token: str, at: datetime) -> str:
    """Exchange a token that is good, and return the next one."""
    found = services.renew(token=token, at=at)
    assert isinstance(found, Pair), found
    return found.refresh_token


def good() -> int:
    """Return how many tokens are good."""
    return RefreshToken.objects.filter(revoked=False).count()


def test_each_is_exchanged_for_the_next(alice: User, first: str, now: datetime) -> None:
    found = services.renew(token=first, at=now)
    assert isinstance(found, Pair)
    assert ask(found.access_token).status_code == 200
    assert len({first, found.refresh_token, renewed(found.refresh_token, now)}) == 3
    assert (RefreshToken.objects.count(), good()) == (3, 1)


def test_a_family_is_a_chain(first: str, now: datetime) -> None:
    renewed(renewed(first, now), now)
    one, two, three = sorted(
        RefreshToken.objects.all(), key=lambda row: (row.used_at is None, bool(row.parent_id))
    )
    assert (one.parent_id, two.parent_id, three.parent_id) == (None, one.pk, two.pk)
    assert [row.used_at for row in (one, two, three)] == [now, now, None]


def test_only_hashes_are_kept(first: str) -> None:
    row = RefreshToken.objects.get()
    assert len(row.token_hash) == 32
    assert all(first not in str(value) for value in vars(row).values())


def test_using_one_twice_ends_the_session(alice: User, first: str, now: datetime) -> None:
    found = services.renew(token=first, at=now)
    assert isinstance(found, Pair)
    last = renewed(found.refresh_token, now)
    assert services.renew(token=first, at=now + LATER) is Refused.USED
    assert not AuthSession.objects.filter(user=alice).exists()
    assert services.renew(token=last, at=now + LATER) is Refused.UNKNOWN
    assert ask(found.access_token).status_code == 401


def test_an_answer_that_was_lost_is_asked_for_again(first: str, now: datetime) -> None:
    lost = renewed(first, now)
    again = renewed(first, now + timedelta(days=1))
    assert good() == 1
    assert renewed(again, now + timedelta(days=1)) not in {lost, again}


def test_a_parent_is_good_only_until_its_child_is_used(first: str, now: datetime) -> None:
    renewed(renewed(first, now), now)
    assert services.renew(token=first, at=now + LATER) is Refused.USED


def test_a_second_use_is_forgiven_for_a_moment(first: str, now: datetime) -> None:
    renewed(renewed(first, now), now)
    assert renewed(first, now + GRACE)
    assert good() == 1


def test_second_uses_do_not_make_the_moment_longer(first: str, now: datetime) -> None:
    second = renewed(first, now)
    third = renewed(second, now)
    renewed(first, now + GRACE)
    assert third
    assert services.renew(token=second, at=now + LATER) is Refused.USED


def test_what_happened_while_it_waited_counts(
    first: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = services._locked

    def waited(session_id: Any) -> bool:
        monkeypatch.undo()
        renewed(renewed(first, now), now)
        return locked(session_id)

    monkeypatch.setattr(services, "_locked", waited)
    assert services.renew(token=first, at=now + LATER) is Refused.USED


def test_the_sibling_that_was_replaced_betrays_a_thief(first: str, now: datetime) -> None:
    victims = renewed(first, now)
    thiefs = renewed(first, now + timedelta(seconds=1))
    assert services.renew(token=victims, at=now + timedelta(minutes=15)) is Refused.USED
    assert services.renew(token=thiefs, at=now + timedelta(minutes=15)) is Refused.UNKNOWN


def test_the_session_is_used_by_it(alice: User, first: str, now: datetime) -> None:
    renewed(first, now + timedelta(hours=1))
    assert AuthSession.objects.get(user=alice).refreshed_at == now + timedelta(hours=1)


def end_session(user: User) -> None:
    """End every session of a person."""
    with as_user(user):
        sessions.end_others(user=user, keep=None)


def ban(user: User) -> None:
    """Lock a person out, past all that ends sessions."""
    with as_staff(user):
        User.objects.filter(pk=user.pk).update(is_active=False)


def change_password(user: User) -> None:
    """Give a person a new password, as the link of a mail does."""
    people.set_password(user=user, password="one more sentence", at=timezone.now())


def change_password_by_sql(user: User) -> None:
    """Give a person a new password past all that ends sessions."""
    user.set_password("one more sentence")
    user.save(update_fields=["password"])


def pass_not_after(user: User) -> None:
    """Have the end of a session come."""
    AuthSession.objects.filter(user=user).update(not_after=timezone.now())


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (end_session, Refused.UNKNOWN),
        (ban, Refused.ENDED),
        (change_password, Refused.UNKNOWN),
        (change_password_by_sql, Refused.ENDED),
        (pass_not_after, Refused.ENDED),
    ],
)
def test_what_ends_a_session_ends_its_tokens(
    alice: User, first: str, now: datetime, act: Any, reason: Refused
) -> None:
    act(alice)
    assert services.renew(token=first, at=now) is reason


@pytest.mark.parametrize(
    "limits", [SessionLimits(lifetime=timedelta(hours=1)), SessionLimits(idle=timedelta(hours=1))]
)
def test_the_limits_of_sessions_are_those_of_tokens(
    alice: User, first: str, now: datetime, settings: Settings, limits: SessionLimits
) -> None:
    settings.SESSION_LIMITS = limits
    second = renewed(first, now)
    past = now - timedelta(hours=1)
    AuthSession.objects.filter(user=alice).update(created_at=past, refreshed_at=past)
    assert services.renew(token=second, at=now) is Refused.ENDED


def test_a_password_set_in_the_session_keeps_its_token(
    alice: User, first: str, now: datetime
) -> None:
    keep = AuthSession.objects.get(user=alice).pk
    people.set_password(user=alice, password="one more sentence", at=now, keep=keep)
    assert renewed(first, now)


@pytest.mark.parametrize("token", ["", "x", "é" * 500])
def test_what_is_no_token_is_none(first: str, now: datetime, token: str) -> None:
    assert services.renew(token=token, at=now) is Refused.UNKNOWN
    assert good() == 1


def test_programs_are_told_why(new_browser: NewBrowser, alice: User) -> None:
    program = Program(new_browser)
    program.sign_in(alice)
    first = program.refresh_token
    told = program.refresh().json()["data"]
    assert set(told) == {"access_token", "refresh_token", "expires_in"}
    program.refresh()
    RefreshToken.objects.update(updated_at=timezone.now() - LATER)
    answer = program.refresh(first)
    assert (answer.status_code, codes(answer)) == (400, ["refresh_token_already_used"])
    # What the refusal ended stays ended: it was not undone with the request.
    assert codes(program.refresh()) == ["refresh_token_not_found"]
    assert program.ask("auth/session", method="GET").status_code == 410


def test_exchanges_are_limited(new_browser: NewBrowser, alice: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"refresh": "5/5m/ip,3/5m/key"}
    program = Program(new_browser)
    program.sign_in(alice)
    assert [program.refresh().status_code for _ in range(4)] == [200, 200, 200, 429]
    program.sign_in(alice)
    other = Program(new_browser)
    other.sign_in(alice)
    assert [other.refresh().status_code for _ in range(2)] == [200, 429]


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_tokens_that_were_exchanged_long_ago_go(first: str, now: datetime) -> None:
    renewed(first, now - timedelta(days=8))
    with worker_login():
        assert tasks.sweep_tokens() == 1
        assert tasks.sweep_tokens() == 0
    assert good() == 1


def test_the_claims_are_of_the_moment(alice: User, first: str, now: datetime) -> None:
    found = services.renew(token=first, at=now)
    assert isinstance(found, Pair)
    said = claims.read(found.access_token)
    assert said is not None
    assert said["iat"] == int(now.timestamp())


def test_what_is_no_text_is_no_token(new_browser: NewBrowser) -> None:
    assert codes(Program(new_browser).refresh("a\ud800")) == ["invalid_json"]
    assert services.renew(token="a\ud800", at=timezone.now()) is services.Refused.UNKNOWN
