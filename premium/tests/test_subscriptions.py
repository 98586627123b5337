"""Subscriptions over time: renewed, overdue, changed, stopped, ended."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.services import people
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium.models import Payment, PremiumStatus, Subscription
from premium.services import changing, grants, reconciling, renewals, subscriptions
from premium.services.checkout import Unsellable
from premium.tests.shop import DAY, HOUR, Shop
from premium.tests.test_purchases import mails

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def change(shop: Shop, user: User, do: str, plan: str = "") -> str:
    """Change a subscription as a page does."""
    with as_user(user):
        return changing.change(user=user, do=do, plan=plan, at=shop.now())


def to_the_end(shop: Shop, user: User) -> int:
    """Return the seconds until the period of a person's subscription ends."""
    ends = shop.subscription(user).period_ends_at
    assert ends is not None
    return int((ends - shop.now()).total_seconds())


def test_a_renewal_is_a_payment_and_a_period_of_its_own(alice: User, shop: Shop) -> None:
    first = shop.buy(alice, "monthly")
    shop.fake.advance(to_the_end(shop, alice) + 2 * HOUR)
    shop.deliver()
    with as_user(alice):
        renewed = Payment.objects.exclude(pk=first.pk).get()
    assert (renewed.status, renewed.kind, renewed.plan_type) == (
        "completed",
        "subscription",
        "monthly",
    )
    paid = [one for one in shop.grants(alice) if one.idem_key.startswith("inv:")]
    assert [one.idem_key for one in paid] == [
        f"inv:{first.stripe_invoice}",
        f"inv:{renewed.stripe_invoice}",
    ]
    assert paid[0].ends_at == paid[1].starts_at  # of the line, not of the invoice
    assert shop.status(alice).premium_expires_at == paid[1].ends_at


def test_between_a_period_and_its_payment_there_is_no_gap(alice: User, shop: Shop) -> None:
    """Stripe collects a renewal an hour after it began."""
    shop.buy(alice, "monthly")
    shop.fake.advance(to_the_end(shop, alice) + 60)
    shop.deliver()
    with as_user(alice):
        assert Payment.objects.count() == 1
    assert shop.is_premium(alice)


def test_an_overdue_renewal_keeps_the_access_for_three_days(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "monthly")
    row = shop.subscription(alice)
    shop.fake.make("fail_next", row.stripe_subscription)
    shop.fake.advance(to_the_end(shop, alice) + 2 * HOUR)
    shop.deliver()
    assert shop.subscription(alice).status == "past_due"
    assert shop.is_premium(alice)
    assert mails(jobs) == ["receipt", "renewal_failed"]
    status, ends = shop.status(alice), row.period_ends_at
    assert ends is not None
    assert status.premium_expires_at == ends + timedelta(days=3)
    shop.fake.advance(4 * DAY)  # in which it is tried again, and paid
    shop.deliver()
    assert mails(jobs) == ["receipt", "renewal_failed", "receipt"]
    row = shop.subscription(alice)
    assert row.status == "active"
    assert shop.status(alice).premium_expires_at == row.period_ends_at


def test_a_renewal_that_is_never_paid_ends_the_access_after_its_grace(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "monthly")
    row = shop.subscription(alice)
    for seconds in (to_the_end(shop, alice) + 2 * HOUR, 3 * DAY + HOUR):
        shop.fake.make("fail_next", row.stripe_subscription)
        shop.fake.advance(seconds)
        shop.deliver()
    assert mails(jobs) == ["receipt", "renewal_failed"]  # once for one invoice
    status, ends = shop.status(alice), row.period_ends_at
    assert ends is not None
    assert status.premium_expires_at == ends + timedelta(days=3)
    # What is left is the one grace that everybody has after their first premium.
    assert not status.is_premium(at=ends + timedelta(days=6))


def test_what_is_stopped_ends_with_its_period(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.buy(alice, "monthly")
    assert "will not renew" in change(shop, alice, "stop")
    assert not shop.subscription(alice).renews
    assert shop.is_premium(alice)
    assert "by itself again" in change(shop, alice, "resume")
    assert shop.subscription(alice).renews
    change(shop, alice, "stop")
    shop.fake.advance(to_the_end(shop, alice) + HOUR)
    shop.deliver()
    row = shop.subscription(alice)
    assert (row.status, row.ended_at is not None) == ("canceled", True)
    assert mails(jobs) == ["receipt", "subscription_ended"]
    with pytest.raises(Unsellable, match="no subscription"):
        change(shop, alice, "resume")


def test_a_longer_plan_takes_its_place_at_once(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    shop.fake.advance(10 * DAY)
    assert "has changed" in change(shop, alice, "switch", "yearly")
    shop.deliver()
    row = shop.subscription(alice)
    assert (row.plan_type, row.status) == ("yearly", "active")
    with as_user(alice):
        paid = list(Payment.objects.order_by("created_at"))
    assert [one.plan_type for one in paid] == ["monthly", "yearly"]
    assert paid[1].amount_paid < 80  # what was left of the month was set off
    with as_login_role():
        grants.recompute(person_id=alice.pk, at=shop.now() + timedelta(seconds=1))
    status = shop.status(alice)
    assert (status.plan_type, status.premium_expires_at) == ("yearly", row.period_ends_at)
    month, year = shop.grants(alice)
    assert month.revoked_at == year.starts_at  # its rest was set off


def test_a_shorter_plan_follows_when_the_paid_time_has_ended(alice: User, shop: Shop) -> None:
    shop.buy(alice, "yearly")
    assert "has ended" in change(shop, alice, "switch", "monthly")
    row = shop.subscription(alice)
    assert (row.plan_type, row.next_plan, row.renews) == ("yearly", "monthly", True)
    assert "stays" in change(shop, alice, "keep")
    assert shop.subscription(alice).next_plan == ""
    change(shop, alice, "switch", "monthly")
    shop.fake.advance(to_the_end(shop, alice) + 2 * HOUR)
    shop.deliver()
    row = shop.subscription(alice)
    assert (row.plan_type, row.next_plan) == ("monthly", "")
    with as_user(alice):
        newest = Payment.objects.order_by("-created_at").first()
    assert newest is not None
    assert (newest.plan_type, str(newest.amount_paid)) == ("monthly", "9.99")


@pytest.mark.parametrize("plan", ["monthly", "lifetime", "forever"])
def test_a_plan_that_is_no_change_is_refused(alice: User, shop: Shop, plan: str) -> None:
    shop.buy(alice, "monthly")
    with pytest.raises(Unsellable, match="no such plan"):
        change(shop, alice, "switch", plan)


def test_whose_account_goes_is_charged_no_more(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.buy(alice, "monthly")
    stripe_id = shop.subscription(alice).stripe_subscription
    with worker_login(), as_service():
        assert not renewals.end_orphan(subscription_id=stripe_id)  # the person is there
        people.delete(user=alice)
    jobs.run()
    assert shop.fake.client.v1.subscriptions.retrieve(stripe_id).status == "canceled"
    assert set(shop.deliver()) == {200}  # what is told of them afterwards is nobody's


def test_drift_is_mended_and_noted(alice: User, shop: Shop) -> None:
    from cms.models import AuditEntry

    shop.buy(alice, "monthly")
    row = shop.subscription(alice)
    shop.fake.client.v1.subscriptions.update(
        row.stripe_subscription, {"cancel_at_period_end": True}
    )
    with worker_login(), as_service():
        assert reconciling.subscriptions(at=shop.now()) == 1
        assert reconciling.subscriptions(at=shop.now()) == 0
        entry = AuditEntry.objects.get(action="premium.drifted")
    assert entry.details["after"] == {"renews": False}
    assert not shop.subscription(alice).renews


def test_a_renewal_that_no_event_told_of_is_found(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    shop.fake.advance(to_the_end(shop, alice) + 2 * HOUR)
    with worker_login(), as_service():
        assert reconciling.subscriptions(at=shop.now()) == 1
    assert shop.is_premium(alice)
    with as_user(alice):
        assert Payment.objects.filter(status="completed").count() == 2


def test_longer_plans_are_announced_a_week_before(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.buy(alice, "yearly")
    ends = shop.subscription(alice).period_ends_at
    assert ends is not None
    with worker_login(), as_service():
        assert renewals.remind(at=ends - timedelta(days=9)) == 0
        assert renewals.remind(at=ends - timedelta(days=7)) == 1
    assert mails(jobs)[-1] == "renewal_coming"


def test_a_subscription_of_nobody_is_left_alone(shop: Shop) -> None:
    client = shop.fake.client.v1
    product = client.products.create({"name": "Other"})
    price = client.prices.create(
        {
            "currency": "usd",
            "unit_amount": 5,
            "product": product.id,
            "recurring": {"interval": "month"},
        }
    )
    session = client.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": price.id, "quantity": 1}],
            "success_url": "https://other.test/",
        }
    )
    shop.fake.pay(str(session.url))
    assert set(shop.deliver()) == {200}
    [made] = client.subscriptions.list().data
    with as_login_role():
        assert subscriptions.sync(subscription_id=made.id, at=shop.now()) is None
        assert not Subscription.objects.exists()


@pytest.mark.parametrize(("do", "plan"), [("resume", ""), ("switch", "yearly")])
def test_with_premium_for_good_nothing_renews_again(
    alice: User, shop: Shop, do: str, plan: str
) -> None:
    shop.buy(alice, "monthly")
    with worker_login(), as_service():
        PremiumStatus.objects.filter(user=alice).update(is_lifetime=True, premium_expires_at=None)
    with as_user(alice), pytest.raises(Unsellable, match="for good"):
        changing.change(user=alice, do=do, plan=plan, at=shop.now())
    with worker_login(), as_service():
        reconciling.subscriptions(at=shop.now())
    assert not shop.subscription(alice).renews
