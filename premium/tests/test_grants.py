"""Grants in the database: given once, taken back once, added up in step; by whom."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)

from accounts.models import User
from accounts.services import people
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from premium.models import Grant, PremiumStatus
from premium.services import grants
from premium.tests.make import credit, day, gift, given, interval, lifetime

pytestmark = pytest.mark.django_db


def status(user: User) -> PremiumStatus:
    """Return what a person sees of their own."""
    with as_user(user):
        return PremiumStatus.objects.get(user=user)


def test_what_is_given_is_added_up(alice: User) -> None:
    given(alice, credit(0, 30, "trial"), interval(10, 40), at=day(10))
    found = status(alice)
    assert found.premium_expires_at == day(60)
    assert (found.plan_type, found.source, found.is_active) == ("monthly", "stripe", True)


def test_the_same_act_gives_once(alice: User) -> None:
    one = credit(0, 30, key="invoice:1")
    given(alice, one, one, at=day(0))
    assert status(alice).premium_expires_at == day(30)


def test_the_key_of_an_act_is_spent_for_everybody(alice: User, bob: User) -> None:
    one = credit(0, 30, key="redemption:1")
    given(alice, one)
    given(bob, one)
    assert status(bob).premium_expires_at is None


@pytest.mark.parametrize("ours", [timedelta(minutes=-4), timedelta(), timedelta(minutes=4)])
def test_the_clock_that_adds_up_says_nothing(alice: User, ours: timedelta) -> None:
    """Stripe's may be ahead of ours, or behind: what is paid counts at once, and once."""
    given(alice, interval(0, 30, key="first"), at=day(0) + ours)
    assert status(alice).is_premium(at=day(0) + ours)
    assert status(alice).premium_expires_at == day(30)
    given(alice, credit(10, 5), interval(30, 60, key="second"), at=day(30) + ours)
    with as_login_role():
        for at in (day(30) + ours, day(30) - ours, day(30)):
            assert not grants.recompute(person_id=alice.pk, at=at)
    assert status(alice).premium_expires_at == day(65)


def test_a_dispute_lets_a_grant_rest_and_its_end_brings_it_back(alice: User) -> None:
    given(alice, interval(0, 30, key="paid"), at=day(0))
    with as_login_role():
        assert grants.suspend(person_id=alice.pk, idem_key="paid", at=day(5))
        assert not grants.suspend(person_id=alice.pk, idem_key="paid", at=day(6))
    assert not status(alice).is_premium(at=day(6))
    with as_login_role():
        assert grants.restore(person_id=alice.pk, idem_key="paid", at=day(8))
        assert not grants.restore(person_id=alice.pk, idem_key="paid", at=day(8))
    assert status(alice).premium_expires_at == day(30)


def test_a_refund_takes_its_own_part_alone(alice: User) -> None:
    given(alice, interval(0, 30, key="paid"), credit(5, 30), at=day(5))
    with as_login_role():
        assert grants.revoke(person_id=alice.pk, idem_key="paid", at=day(10))
        assert not grants.revoke(person_id=alice.pk, idem_key="paid", at=day(11))
    assert status(alice).premium_expires_at == day(40)


def test_a_grant_of_somebody_else_is_not_taken_back(alice: User, bob: User) -> None:
    given(alice, credit(0, 30, key="hers"))
    with as_login_role():
        assert not grants.revoke(person_id=bob.pk, idem_key="hers", at=day(1))
    assert status(alice).is_premium(at=day(2))


def test_premium_ends_by_itself(alice: User) -> None:
    """No job has to run for it."""
    given(alice, credit(-40, 10), credit(0, 30), at=day(0))
    found = status(alice)
    assert found.is_premium(at=day(30) - timedelta(seconds=1))
    assert not found.is_premium(at=day(30))


def test_others_see_none_of_it(alice: User, bob: User) -> None:
    given(alice, credit(0, 30))
    with as_user(bob):
        assert not Grant.objects.exists()
        assert not PremiumStatus.objects.filter(user=alice).exists()


@pytest.mark.parametrize(
    "statement",
    [
        """INSERT INTO premium_grants (id, user_id, kind, source, granted_at, seconds, idem_key)
        VALUES (gen_random_uuid(), %(me)s, 'credit', 'admin', now(), 999999, 'mine')""",
        "UPDATE premium_grants SET revoked_at = NULL WHERE user_id = %(me)s",
        "DELETE FROM premium_grants WHERE user_id = %(me)s",
        "UPDATE user_premium_status SET is_lifetime = true WHERE user_id = %(me)s",
        "INSERT INTO user_premium_status (id, user_id) VALUES (gen_random_uuid(), %(me)s)",
        "UPDATE premium_features SET free_limit = 999",
        "SELECT * FROM premium_trials WHERE %(me)s IS NOT NULL",
    ],
)
def test_nobody_gives_themselves_premium_by_sql(alice: User, statement: str) -> None:
    given(alice, credit(0, 30))
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with as_user(alice), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, {"me": alice.pk})


@pytest.mark.parametrize("column", ["seconds = 1", "user_id = %(bob)s", "source = 'admin'"])
def test_what_was_granted_is_never_changed(alice: User, bob: User, dana: User, column: str) -> None:
    given(alice, credit(0, 30))
    change = f"UPDATE premium_grants SET {column}"
    for role in (as_login_role, lambda: as_staff(dana)):
        with role(), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            _run(change, bob)


def test_what_was_taken_back_stays_so_and_nothing_is_deleted(alice: User, dana: User) -> None:
    given(alice, credit(0, 30, key="one"))
    with as_staff(dana):
        grants.revoke(person_id=alice.pk, idem_key="one", at=day(1))
        with pytest.raises(DatabaseError, match="taken back once"), transaction.atomic():
            Grant.objects.update(revoked_at=None)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Grant.objects.all().delete()


def _run(statement: str, bob: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"bob": bob.pk})


@pytest.mark.django_db(databases=["default", "worker"], transaction=True)
class TestTogether:
    """Real transactions, real threads, and the worker's login."""

    def test_adding_up_again_repairs_and_says_so(self) -> None:
        alice = make_person("alice")
        given(alice, lifetime(0))
        with worker_login(), as_service():
            PremiumStatus.objects.update(is_lifetime=False, plan_type="")
            assert grants.recompute(person_id=alice.pk, at=day(1))
            assert not grants.recompute(person_id=alice.pk, at=day(1))
        assert status(alice).is_lifetime

    def test_jobs_change_no_grant_either(self) -> None:
        given(make_person("alice"), credit(0, 30))
        with worker_login(), as_service():
            with pytest.raises(DatabaseError, match="never changed"):
                Grant.objects.update(seconds=1)
            with pytest.raises(DatabaseError, match="never deleted"):
                Grant.objects.all().delete()

    def test_thirty_threads_with_ten_keys_give_ten_times(self) -> None:
        alice = make_person("alice")
        acts = [credit(0, 1, key=f"act:{n % 10}") for n in range(30)]
        with ThreadPoolExecutor(8) as pool:
            given_now = list(pool.map(lambda act: alone(lambda: _give(alice, act)), acts))
        assert sum(given_now) == 10
        assert status(alice).premium_expires_at == day(10)

    def test_a_person_who_is_deleted_keeps_nobody_waiting(self) -> None:
        """Not even while the first two grants make the row that everybody locks."""
        for name in ("one", "two", "three", "four", "five"):
            _give_while_leaving(make_person(name))


def alone[T](job: Callable[[], T]) -> T:
    """Run a job in a thread of its own, on connections of its own."""
    try:
        return job()
    finally:
        connections.close_all()


def _give(user: User, act: object) -> bool:
    with as_login_role():
        return grants.give(person_id=user.pk, gift=gift(act), at=day(0))  # type: ignore[arg-type]


def _give_while_leaving(user: User) -> None:
    with ThreadPoolExecutor(8) as pool:
        acts = [pool.submit(alone, lambda n=n: _give(user, credit(0, n))) for n in (1, 2, 3)]
        pool.submit(alone, lambda: _delete(user)).result(timeout=20)
        errors = [act.exception(timeout=20) for act in acts]
    assert all(isinstance(error, IntegrityError | None) for error in errors), errors
    with as_login_role():
        assert not Grant.objects.filter(user_id=user.pk).exists()


def _delete(user: User) -> None:
    with worker_login(), as_service():
        people.delete(user=user)
