"""Purchases from the page to the grant, with the stand-in for Stripe over HTTP."""

from decimal import Decimal

import pytest

from accounts.models import User
from conftest import make_person
from gamification.models import LedgerEntry, PointBalance, PointRule
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium.models import Payment, Subscription
from premium.services.checkout import Order, Unsellable
from premium.tests.shop import DAY, Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def mails(jobs: Jobs) -> list[str]:
    """Return which mails about payments were queued, oldest first."""
    names = [one["message"] for one in jobs.named("accounts.send_mail")]
    return [name.rpartition(".")[2] for name in names if name.startswith("premium.")]


def test_a_plan_that_is_paid_gives_its_period(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.order(alice, "monthly")
    assert (payment.status, payment.amount) == ("pending", Decimal("9.99"))
    shop.pay(payment)
    assert not shop.is_premium(alice)
    assert set(shop.deliver()) == {200}
    payment = shop.read(payment)
    assert (payment.status, payment.amount_paid) == ("completed", Decimal("9.99"))
    [grant] = shop.grants(alice)
    assert (grant.kind, grant.plan_type) == ("interval", "monthly")
    assert grant.idem_key == f"inv:{payment.stripe_invoice}"
    subscription = shop.subscription(alice)
    assert (subscription.status, subscription.renews) == ("active", True)
    assert subscription.period_ends_at == grant.ends_at == shop.status(alice).premium_expires_at
    assert mails(jobs) == ["receipt"]


def test_lifetime_is_for_good(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "lifetime")
    assert (payment.kind, payment.status) == ("lifetime", "completed")
    status = shop.status(alice)
    assert (status.is_lifetime, status.plan_type) == (True, "lifetime")


def test_lifetime_ends_the_subscription_with_its_period(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "monthly")
    shop.buy(alice, "lifetime")
    jobs.run()
    assert not shop.subscription(alice).renews
    assert shop.status(alice).is_lifetime
    shop.fake.advance(40 * DAY)
    shop.deliver()
    assert shop.subscription(alice).status == "canceled"
    assert len(shop.grants(alice)) == 2  # nothing was renewed
    assert shop.is_premium(alice)


def test_a_donation_gives_a_point_a_dollar_and_no_premium(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, donation=25)
    assert (payment.kind, payment.status) == ("donation", "completed")
    with as_user(alice):
        assert PointBalance.objects.get(user=alice).total_points == 25
    assert not shop.is_premium(alice)
    shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    with as_user(alice):
        assert PointBalance.objects.get(user=alice).total_points == 0
        assert LedgerEntry.objects.get(delta=-25).reason == ""  # people read it


@pytest.mark.parametrize(("changed", "given"), [({"points": 3}, 75), ({"is_active": False}, 0)])
def test_a_donation_gives_what_the_rule_says(
    alice: User, shop: Shop, changed: dict[str, int], given: int
) -> None:
    with worker_login(), as_service():
        PointRule.objects.filter(code="donation").update(**changed)
    payment = shop.buy(alice, donation=25)
    assert payment.status == "completed"
    with as_user(alice):
        assert sum(entry.delta for entry in LedgerEntry.objects.filter(rule="donation")) == given


@pytest.mark.parametrize("amount", [0, -5, 10_001])
def test_a_donation_has_bounds(alice: User, shop: Shop, amount: int) -> None:
    with pytest.raises(Unsellable, match="Whole dollars"):
        shop.order(alice, donation=amount)


def test_a_declined_card_gives_nothing_and_can_be_tried_again(alice: User, shop: Shop) -> None:
    payment = shop.order(alice, "yearly")
    shop.pay(payment, "declines")
    shop.deliver()
    assert shop.settle(payment).status == "pending"
    assert not shop.is_premium(alice)
    shop.pay(payment)
    shop.deliver()
    assert shop.read(payment).status == "completed"
    assert shop.is_premium(alice)


def test_a_delayed_payment_gives_when_it_has_arrived(alice: User, shop: Shop) -> None:
    payment = shop.order(alice, "lifetime")
    shop.pay(payment, "delayed")
    shop.deliver()
    assert shop.read(payment).status == "processing"
    assert not shop.is_premium(alice)
    shop.fake.advance(4 * DAY)
    shop.deliver()
    assert shop.read(payment).status == "completed"
    assert shop.is_premium(alice)


def test_a_delayed_payment_that_fails_gives_nothing(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.order(alice, "lifetime")
    shop.pay(payment, "delayed")
    shop.deliver()
    intent = shop.read(payment).stripe_payment_intent
    shop.fake.make("bounce", str(intent))
    shop.deliver()
    assert shop.read(payment).status == "failed"
    assert not shop.is_premium(alice)
    assert mails(jobs) == ["payment_failed"]


def test_a_refund_takes_back_what_it_paid_for(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "lifetime")
    shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    payment = shop.read(payment)
    assert (payment.status, payment.amount_refunded) == ("refunded", Decimal("299.00"))
    assert not shop.is_premium(alice)
    assert mails(jobs) == ["receipt", "refunded"]


def test_a_part_that_is_paid_back_leaves_the_access(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "yearly")
    shop.fake.make("refund", shop.charge_of(payment), amount=1_000)
    shop.deliver()
    payment = shop.read(payment)
    assert (payment.status, payment.amount_refunded) == ("partially_refunded", Decimal("10.00"))
    assert shop.is_premium(alice)
    assert "partly" in payment.attention


def test_a_dispute_lets_it_rest_and_winning_brings_it_back(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "yearly")
    before = shop.status(alice).premium_expires_at
    dispute = shop.fake.make("dispute", shop.charge_of(payment))
    shop.deliver()
    assert shop.read(payment).status == "disputed"
    assert not shop.is_premium(alice)
    shop.fake.make("win", dispute["id"])
    shop.deliver()
    assert shop.read(payment).status == "completed"
    assert shop.status(alice).premium_expires_at == before


def test_a_lost_dispute_takes_it_back(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "lifetime")
    dispute = shop.fake.make("dispute", shop.charge_of(payment))
    shop.fake.make("lose", dispute["id"])
    shop.deliver()
    assert shop.read(payment).status == "refunded"
    assert not shop.is_premium(alice)


def test_a_page_nobody_paid_on_runs_out(alice: User, shop: Shop) -> None:
    payment = shop.order(alice, "monthly")
    shop.fake.advance(2 * DAY)
    shop.deliver()
    assert shop.read(payment).status == "expired"


def test_the_same_again_leads_to_the_same_page(alice: User, shop: Shop) -> None:
    first, again = shop.order(alice, "monthly"), shop.order(alice, "monthly")
    assert (first.pk, first.checkout_url) == (again.pk, again.checkout_url)


def test_another_plan_closes_the_page_of_the_first(alice: User, shop: Shop, jobs: Jobs) -> None:
    first = shop.order(alice, "monthly")
    shop.order(alice, "yearly")
    jobs.run()
    assert shop.read(first).status == "cancelled"
    assert len(shop.fake.client.v1.checkout.sessions.list({"status": "open"}).data) == 1


def test_who_subscribes_does_not_subscribe_again(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    with pytest.raises(Unsellable, match="Change it instead"):
        shop.order(alice, "yearly")
    shop.buy(alice, "lifetime")
    with pytest.raises(Unsellable, match="nothing left to buy"):
        shop.order(alice, "monthly")


def test_the_amount_is_that_of_our_plan(alice: User, shop: Shop) -> None:
    """Not of the browser, which names a plan alone."""
    assert set(Order.__slots__) == {"plan", "donation"}
    payment = shop.order(alice, "3_month")
    [session] = shop.fake.client.v1.checkout.sessions.list().data
    assert (payment.amount, session.amount_total) == (Decimal("24.99"), 2_499)
    with pytest.raises(Unsellable, match="no such plan"):
        shop.order(alice, "forever")


def test_pages_to_pay_on_are_not_opened_without_end(alice: User, shop: Shop) -> None:
    for amount in range(1, 21):
        shop.order(alice, donation=amount)
    with pytest.raises(Unsellable, match="Wait an hour"):
        shop.order(alice, donation=21)


def test_what_was_never_paid_is_not_owned(alice: User, shop: Shop) -> None:
    shop.order(alice, "monthly")
    with as_user(alice):
        assert not Subscription.objects.exists()
        assert Payment.objects.get().status == "pending"
