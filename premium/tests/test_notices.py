"""What people are told of renewals: once, whatever runs twice, and at the price they pay."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections

from accounts.models import User
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium.models import Notice, Plan
from premium.services import changing, renewals, telling
from premium.tests.shop import DAY, HOUR, Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def ends(shop: Shop, user: User) -> datetime:
    """Return when a person's subscription renews."""
    found = shop.subscription(user).period_ends_at
    assert found is not None
    return found


def remind(at: datetime) -> int:
    """Run the job at a moment."""
    with worker_login(), as_service():
        return renewals.remind(at=at)


def told(jobs: Jobs, message: str) -> list[dict[str, Any]]:
    """Return what the mails of one kind say."""
    name = f"premium.paying.emails.{message}"
    return [one["values"] for one in jobs.named("accounts.send_mail") if one["message"] == name]


def test_a_renewal_is_announced_once_however_often_the_job_runs(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "yearly")
    at = ends(shop, alice)
    assert remind(at - timedelta(days=8)) == 0
    assert remind(at - timedelta(days=7)) == 1
    cache.clear()
    assert [remind(at - timedelta(days=day)) for day in (7, 6.9, 6, 1)] == [0, 0, 0, 0]
    (mail,) = told(jobs, "renewal_coming")
    assert (mail["plan"], mail["at"]) == ("yearly", at.isoformat())


def test_a_day_on_which_the_job_did_not_run_is_made_up_for(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "6_month")
    assert remind(ends(shop, alice) - timedelta(days=3)) == 1
    assert remind(ends(shop, alice)) == 0


def test_of_two_jobs_at_once_one_tells(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.buy(alice, "yearly")
    at, start = ends(shop, alice) - timedelta(days=7), Barrier(4)

    def run() -> int:
        try:
            start.wait(timeout=30)
            return remind(at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = [one.result(timeout=60) for one in [pool.submit(run) for _ in range(4)]]
    assert sorted(counts) == [0, 0, 0, 1]
    assert len(told(jobs, "renewal_coming")) == 1


def test_who_subscribed_at_an_old_price_is_told_that_price(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "yearly")
    with worker_login(), as_service():
        before = Plan.objects.get(pk="yearly").price
        Plan.objects.filter(pk="yearly").update(price=before + 40)
    assert remind(ends(shop, alice) - timedelta(days=7)) == 1
    (mail,) = told(jobs, "renewal_coming")
    assert Decimal(mail["amount"]) == before


def test_who_changes_the_plan_is_told_what_it_costs_now(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "yearly")
    at = ends(shop, alice) - timedelta(days=7)
    assert remind(at) == 1
    with as_user(alice):
        changing.change(user=alice, do="switch", plan="monthly", at=shop.now())
    assert [remind(at), remind(at)] == [1, 0]
    assert [(one["plan"], one["amount"]) for one in told(jobs, "renewal_coming")][1:] == [
        ("monthly", "9.99")
    ]


def test_who_switched_renewing_off_at_stripe_is_not_told(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    """No event of it has come yet."""
    shop.buy(alice, "yearly")
    row = shop.subscription(alice)
    stop: Any = {"cancel_at_period_end": True}
    shop.fake.client.v1.subscriptions.update(row.stripe_subscription, stop)
    assert remind(ends(shop, alice) - timedelta(days=7)) == 0
    assert told(jobs, "renewal_coming") == []


def test_while_stripe_is_away_nobody_is_told_and_nobody_forgotten(
    alice: User, far_shop: Shop, jobs: Jobs
) -> None:
    far_shop.buy(alice, "yearly")
    at = ends(far_shop, alice) - timedelta(days=7)
    far_shop.fake.stop()
    assert remind(at) == 0
    far_shop.fake.start()
    assert remind(at + timedelta(days=1)) == 1
    assert len(told(jobs, "renewal_coming")) == 1


def test_a_failed_renewal_is_told_once_though_the_cache_is_flushed(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "monthly")
    row = shop.subscription(alice)
    shop.fake.make("fail_next", row.stripe_subscription)
    shop.fake.advance(int((ends(shop, alice) - shop.now()).total_seconds()) + 2 * HOUR)
    shop.deliver()
    cache.clear()
    shop.fake.make("fail_next", row.stripe_subscription)
    shop.fake.advance(3 * DAY + HOUR)
    shop.deliver()
    assert len(told(jobs, "renewal_failed")) == 1


def test_nobody_but_the_service_takes_a_notice_back(alice: User) -> None:
    at = alice.created_at
    with as_login_role():
        assert telling.once(person_id=alice.pk, about="renews:1", at=at)
        assert not telling.once(person_id=alice.pk, about="renews:1", at=at)
        with pytest.raises(Exception, match="permission denied"):
            Notice.objects.all().delete()
    with as_user(alice), pytest.raises(Exception, match="permission denied"):
        Notice.objects.exists()
