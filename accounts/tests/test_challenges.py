"""Challenges: one code, for one person, from one place, once, and not for long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone

from accounts import tasks
from accounts.models import Challenge, Factor, User
from accounts.services import challenges
from accounts.tests.sending import (
    challenges_of,
    give_mailbox,
    give_phone,
    minutes_ago,
    texted,
    wrong,
)
from cms import origin
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db

type Issue = Callable[[Factor], Challenge]


@contextmanager
def coming_from(ip: str = "203.0.113.7") -> Iterator[None]:
    """Run a block as a request from an address."""
    with origin.coming_from(RequestFactory().get("/", REMOTE_ADDR=ip)):
        yield


@pytest.fixture(autouse=True)
def _at_home() -> Iterator[None]:
    """Have everything come from the same address, unless a test says otherwise."""
    with coming_from():
        yield


@pytest.fixture
def issue(jobs: Jobs, django_capture_on_commit_callbacks: Callable[..., object]) -> Issue:
    """Return a function that has a code sent at this moment."""

    def issued(factor: Factor) -> Challenge:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            challenge = challenges.issue(factor=factor, at=timezone.now())
        jobs.run()
        return challenge

    return issued


def verify(user: User, challenge: Challenge, code: str, after: timedelta = timedelta()) -> Factor:
    """Give a code, some time later."""
    at = timezone.now() + after
    return challenges.verify(user=user, challenge_id=challenge.pk, code=code, at=at)


def test_the_right_code_gives_the_factor_once(alice: User, issue: Issue) -> None:
    phone = give_phone(alice)
    challenge = issue(phone)
    assert verify(alice, challenge, texted()) == phone
    with pytest.raises(challenges.ChallengeClosed):
        verify(alice, challenge, texted())
    (row,) = challenges_of(alice)
    assert row.verified_at is not None
    assert row.attempts == 0


def test_the_code_is_in_no_row(alice: User, issue: Issue) -> None:
    challenge = issue(give_phone(alice))
    with as_login_role():
        stored = Challenge.objects.filter(pk=challenge.pk).values().get()
    assert texted() not in str(stored["otp_hash"])
    assert len(stored["otp_hash"]) == 64
    other = Challenge(pk=uuid4(), otp_hash=stored["otp_hash"])
    assert not other.fits(texted())


def test_after_five_minutes_it_is_void(alice: User, issue: Issue) -> None:
    challenge = issue(give_phone(alice))
    with pytest.raises(challenges.ChallengeClosed):
        verify(alice, challenge, texted(), timedelta(seconds=300))
    verify(alice, challenge, texted(), timedelta(seconds=299))


def test_it_is_nobody_elses(alice: User, bob: User, issue: Issue) -> None:
    challenge = issue(give_phone(alice))
    give_phone(bob)
    with pytest.raises(challenges.ChallengeClosed):
        verify(bob, challenge, texted())
    assert verify(alice, challenge, texted())


def test_it_is_taken_from_where_it_was_asked_for_alone(alice: User, issue: Issue) -> None:
    challenge = issue(give_phone(alice))
    with coming_from("203.0.113.8"), pytest.raises(challenges.ChallengeClosed):
        verify(alice, challenge, texted())
    assert verify(alice, challenge, texted())


def test_the_code_of_another_factor_does_not_fit(alice: User, issue: Issue) -> None:
    challenge = issue(give_phone(alice))
    code = texted()
    other = issue(give_phone(alice, "+351911111111", "Other"))
    if texted() != code:
        with pytest.raises(challenges.WrongCode):
            verify(alice, other, code)
    assert verify(alice, challenge, code)


def test_a_new_code_makes_the_one_before_void(alice: User, issue: Issue) -> None:
    phone = give_phone(alice)
    first = issue(phone)
    code = texted()
    minutes_ago(phone)
    issue(phone)
    with pytest.raises(challenges.ChallengeClosed):
        verify(alice, first, code)


def test_there_must_be_such_a_challenge(alice: User) -> None:
    with pytest.raises(challenges.ChallengeClosed):
        challenges.verify(user=alice, challenge_id=uuid4(), code="123456", at=timezone.now())


def test_a_visible_challenge_takes_no_code(alice: User) -> None:
    give_phone(alice)
    now = timezone.now()
    with as_login_role():
        seen = Challenge.objects.create(
            user=alice, created_at=now, expires_at=now + timedelta(minutes=5)
        )
    with pytest.raises(challenges.ChallengeClosed):
        verify(alice, seen, "")


def test_wrong_codes_are_counted_and_wait_ever_longer(alice: User, issue: Issue) -> None:
    phone = give_phone(alice)
    challenge = issue(phone)
    waits = []
    for _ in range(5):
        with pytest.raises(challenges.WrongCode):
            verify(alice, challenge, wrong(texted()))
        with pytest.raises((challenges.TryLater, challenges.ChallengeClosed)) as refusal:
            verify(alice, challenge, texted())
        if isinstance(refusal.value, challenges.TryLater):
            waits.append(round((refusal.value.until - timezone.now()).total_seconds()))
        minutes_ago(phone)
    assert waits == [1, 2, 4, 8]
    with pytest.raises(challenges.ChallengeClosed):
        verify(alice, challenge, texted())
    assert challenges_of(alice)[0].attempts == 5


def test_a_right_code_forgets_the_wrong_ones(alice: User, issue: Issue) -> None:
    phone = give_phone(alice)
    challenge = issue(phone)
    with pytest.raises(challenges.WrongCode):
        verify(alice, challenge, wrong(texted()))
    minutes_ago(phone)
    verify(alice, challenge, texted())
    with as_login_role():
        phone.refresh_from_db()
    assert phone.throttling_failure_count == 0
    assert phone.next_code_at() is None


def test_between_two_codes_lies_a_minute(alice: User, issue: Issue) -> None:
    phone = give_phone(alice)
    issue(phone)
    with pytest.raises(challenges.CooldownPending) as pending:
        issue(phone)
    assert 50 < (pending.value.until - timezone.now()).total_seconds() <= 60
    issue(give_mailbox(alice))


def test_they_are_kept_for_a_day(alice: User, issue: Issue) -> None:
    issue(give_phone(alice))
    with as_login_role():
        assert challenges.purge(at=timezone.now() + timedelta(hours=23)) == 0
        assert challenges.purge(at=timezone.now() + timedelta(hours=25)) == 1
        assert challenges.purge(at=timezone.now() + timedelta(hours=25)) == 0


def test_nobody_but_the_login_role_sees_them(alice: User, dana: User, issue: Issue) -> None:
    issue(give_phone(alice))
    for identity in (as_user(alice), as_staff(dana)):
        with identity, pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            list(Challenge.objects.all())


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_the_service_purges_them_and_writes_none(jobs: Jobs) -> None:
    now = timezone.now()
    with as_login_role():
        Challenge.objects.create(
            user=make_person("alice"),
            created_at=now - timedelta(hours=25),
            expires_at=now - timedelta(hours=24),
        )
    with worker_login(), as_service(), pytest.raises(DatabaseError, match="denied"):
        Challenge.objects.update(expires_at=now + timedelta(hours=1))
    with worker_login():
        assert [tasks.sweep_factors(), tasks.sweep_factors()] == [1, 0]


def test_the_database_refuses_to_meet_one_twice(alice: User, issue: Issue) -> None:
    challenge = issue(give_phone(alice))
    verify(alice, challenge, texted())
    rows = Challenge.objects.filter(pk=challenge.pk)
    with as_login_role(), pytest.raises(DatabaseError, match="met once"), transaction.atomic():
        rows.update(verified_at=None)


def test_a_challenge_is_of_a_factor_of_the_same_person(alice: User, bob: User) -> None:
    now = timezone.now()
    hers = give_phone(alice)
    with as_login_role(), pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.create(
            user=bob, factor_id=hers.uuid, created_at=now, expires_at=now + timedelta(minutes=5)
        )


def test_more_than_five_attempts_cannot_be_stored(alice: User, issue: Issue) -> None:
    challenge = issue(give_phone(alice))
    with as_login_role(), pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(attempts=6)
