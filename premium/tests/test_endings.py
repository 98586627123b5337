"""Premium that runs out: people are told once before, and their row says so after."""

from datetime import timedelta

import pytest

from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium.models import PremiumStatus, Subscription
from premium.services import endings
from premium.tests.make import credit, day, given, lifetime

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


def remind(at: float) -> int:
    """Run the job on a day."""
    with worker_login(), as_service():
        return endings.remind(at=day(at))


def test_people_are_told_once_three_days_before(jobs: Jobs) -> None:
    given(make_person("alice"), credit(0, 30, "trial"))
    assert [remind(26.9), remind(27), remind(28), remind(31)] == [0, 1, 0, 0]
    (mail,) = [job for name, job in jobs.waiting if "premium.paying.emails.ending" in str(job)]
    assert "alice@example.org" in str(mail)


def test_a_later_end_is_told_of_again() -> None:
    alice = make_person("alice")
    given(alice, credit(0, 30))
    assert remind(28) == 1
    given(alice, credit(28, 30))
    assert [remind(29), remind(58)] == [0, 1]


def test_what_renews_or_has_no_end_is_not_told_of() -> None:
    alice, bob = make_person("alice"), make_person("bob")
    given(alice, credit(0, 30))
    given(bob, lifetime(0))
    with as_login_role():
        Subscription.objects.create(
            user=alice,
            plan_type="monthly",
            status="active",
            renews=True,
            period_ends_at=day(30),
            stripe_subscription="sub_1",
            stripe_customer="cus_1",
            checked_at=day(0),
        )
    assert remind(28) == 0


def test_the_row_says_that_it_ended_once_the_grace_is_over() -> None:
    alice = make_person("alice")
    given(alice, credit(0, 30))
    with worker_login(), as_service():
        assert endings.note(at=day(31)) == 0
        assert endings.note(at=day(33)) == 1
        assert endings.note(at=day(33) + timedelta(hours=1)) == 0
    with as_user(alice):
        assert not PremiumStatus.objects.get().is_active
