"""Comparing with Stripe: every row has its turn, and one that cannot be done stops no other."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import User
from cms.models import AuditEntry
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service
from numoraq.rls.logins import worker_login
from premium import gateway
from premium.models import Payment, Subscription
from premium.services import prices, reconciling, settling
from premium.tests.shop import DAY, Shop
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
LATER = timedelta(hours=1)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def compare_payments(shop: Shop) -> int:
    """Run the frequent job an hour on."""
    with worker_login(), as_service():
        return reconciling.payments(at=shop.now() + LATER)


def compare_subscriptions(shop: Shop) -> int:
    """Run the nightly job."""
    with worker_login(), as_service():
        return reconciling.subscriptions(at=shop.now())


def change(payment: Payment, **values: object) -> None:
    """Change a stored payment behind everybody's back."""
    with worker_login(), as_service():
        Payment.objects.filter(pk=payment.pk).update(**values)


def fail_for(payment: Payment, error: Exception, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Have one payment fail; return the list of those that were asked about."""
    real, asked = settling.settle, []

    def settle(*, payment_id: UUID, **about: Any) -> Payment | None:
        asked.append(payment_id)
        if payment_id == payment.pk:
            raise error
        return real(payment_id=payment_id, **about)

    monkeypatch.setattr(settling, "settle", settle)
    return asked


def test_what_was_never_asked_about_goes_first(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "_AT_ONCE", 1)
    asked_before, new = shop.order(alice, "lifetime"), shop.order(make_person("bob"), "lifetime")
    change(asked_before, checked_at=shop.now())
    shop.pay(new)
    assert compare_payments(shop) == 1
    assert shop.read(new).status == "completed"


def test_what_stripe_refuses_goes_to_the_end(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = shop.order(alice, "lifetime")
    fail_for(refused, Trouble("refused"), monkeypatch)
    assert compare_payments(shop) == 0
    assert shop.read(refused).checked_at == shop.now() + LATER
    assert shop.read(refused).status == "pending"


def test_what_stripe_does_not_have_is_closed(alice: User, shop: Shop) -> None:
    with as_login_role():
        payment = Payment.objects.create(
            user=alice, kind="donation", amount=5, stripe_session_id="cs_nobody"
        )
    assert compare_payments(shop) == 1
    assert shop.read(payment).status == "cancelled"


def test_one_that_breaks_is_flagged_and_stops_no_other(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = shop.order(alice, "lifetime"), shop.order(make_person("bob"), "lifetime")
    shop.pay(other)
    fail_for(broken, KeyError("amount"), monkeypatch)
    assert compare_payments(shop) == 1
    assert shop.read(other).status == "completed"
    assert shop.read(broken).attention == "could not be compared: KeyError"


def test_while_stripe_is_away_nobody_else_is_asked_about(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop.order(alice, "lifetime")
    shop.order(make_person("bob"), "lifetime")
    asked = fail_for(first, Trouble("away", is_temporary=True), monkeypatch)
    assert compare_payments(shop) == 0
    assert asked == [first.pk]


def test_a_subscription_that_breaks_stops_no_other(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = make_person("bob")
    shop.buy(alice, "monthly")
    shop.buy(bob, "monthly")
    with worker_login(), as_service():
        first = Subscription.objects.order_by("pk")[0]
        Subscription.objects.update(renews=False)  # both differ now
    real = gateway.invoices

    def invoices(subscription_id: str) -> list[gateway.Json]:
        if subscription_id == first.stripe_subscription:
            raise KeyError("data")
        return real(subscription_id)

    monkeypatch.setattr(gateway, "invoices", invoices)
    assert compare_subscriptions(shop) == 1


def test_each_payment_is_settled_in_a_transaction_of_its_own(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.buy(alice, "monthly")
    real, within = settling.settle, []

    def settle(**about: Any) -> Payment | None:
        within.append(transaction.get_connection().in_atomic_block)
        return real(**about)

    monkeypatch.setattr(settling, "settle", settle)
    with worker_login(), as_service():
        outside = transaction.get_connection().in_atomic_block
        reconciling.subscriptions(at=shop.now())
    assert within == [outside]
    assert not outside


def test_only_the_latest_of_the_known_invoices_is_settled_again(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop.buy(alice, "monthly")
    shop.fake.advance(32 * DAY)
    shop.deliver()
    asked = fail_for(Payment(), AssertionError(), monkeypatch)
    compare_subscriptions(shop)
    assert len(asked) == 1
    assert first.pk not in asked


def test_a_plan_that_is_not_sold_here_is_written_down_for_a_look(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop.buy(alice, "monthly")
    with worker_login(), as_service():
        Subscription.objects.update(plan_type="")
    monkeypatch.setattr(prices, "plan_of", lambda price: "")
    monkeypatch.setattr(prices, "plan_of_invoice", lambda invoice: "")
    shop.fake.advance(32 * DAY)
    assert set(shop.deliver()) == {200}
    with as_login_role():
        renewal = Payment.objects.exclude(pk=first.pk).get(user=alice)
    assert (renewal.plan_type, renewal.status) == ("", "completed")
    assert renewal.attention == "a plan that is not sold here"


@pytest.mark.parametrize("order", [{"plan": "lifetime"}, {"donation": 25}])
@pytest.mark.parametrize(("what", "status"), [("refund", "refunded"), ("dispute", "disputed")])
def test_money_that_went_back_unheard_is_found_at_night(
    alice: User, shop: Shop, order: dict[str, Any], what: str, status: str
) -> None:
    payment = shop.buy(alice, **order)
    shop.fake.make(what, shop.charge_of(payment))
    shop.fake.parcels()  # lost
    with worker_login(), as_service():
        assert reconciling.settled(at=shop.now()) == 0  # it was compared a moment ago
        assert reconciling.settled(at=shop.now() + timedelta(days=1)) == 1
        assert reconciling.settled(at=shop.now() + timedelta(days=2)) == 0
        assert AuditEntry.objects.get(action="payment.drifted").details["after"] == {
            "status": status
        }
    assert shop.read(payment).status == status
    assert all(one.revoked_at or one.suspended_at for one in shop.grants(alice))


def test_paid_payments_have_their_turn(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "_AT_ONCE", 1)
    first, second = shop.buy(alice, donation=5), shop.buy(alice, donation=6)
    asked = fail_for(first, Trouble("refused"), monkeypatch)
    with worker_login(), as_service():
        for _ in range(2):
            reconciling.settled(at=shop.now() + timedelta(days=1))
    assert asked == [first.pk, second.pk]


def test_events_of_a_long_outage_are_fetched(alice: User, shop: Shop) -> None:
    nowhere: Any = {"url": "http://127.0.0.1:1/", "enabled_events": list(gateway.EVENTS)}
    payment = shop.order(alice, "lifetime")
    shop.fake.client.v1.webhook_endpoints.create(nowhere)
    shop.pay(payment)
    with worker_login(), as_service():
        assert reconciling.events(at=shop.now() + timedelta(days=31)) == 0
        assert reconciling.events(at=shop.now() + timedelta(days=29)) > 0
    assert shop.status(alice).is_lifetime
