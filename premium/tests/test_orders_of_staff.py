"""What staff and people decide meets what was decided before, and what others write meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium import gateway
from premium.models import Payment, Subscription
from premium.selectors.payments import NEEDS_A_LOOK
from premium.services import (
    changing,
    looking,
    reconciling,
    refunds,
    settling,
    stopping,
    subscriptions,
)
from premium.tests.shop import HOUR, Shop
from premium.tests.test_stopping import alice, dana
from premium.tests.test_subscriptions import to_the_end
from premium.trouble import Trouble

__all__ = ["alice", "dana"]
pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


def renewed(shop: Shop, user: User, jobs: Jobs) -> None:
    """Let a subscription renew once."""
    shop.fake.advance(to_the_end(shop, user) + 2 * HOUR)
    shop.deliver()
    jobs.run()


def withhold(payment: Payment) -> None:
    """Have a payment be as one whose amount differed at its checkout."""
    with as_login_role():
        why = "not given, since Stripe has another: amount"
        Payment.objects.filter(pk=payment.pk).update(withheld=True, attention=why)


def test_what_staff_pay_back_ends_it_whichever_period_it_was(
    alice: User, dana: User, shop: Shop, jobs: Jobs
) -> None:
    first = shop.buy(alice, "monthly")
    renewed(shop, alice, jobs)
    with as_staff(dana):
        refunds.order(payment=first, actor=dana, reason="was wrong", at=shop.now())
    jobs.run()
    shop.deliver()
    jobs.run()
    assert shop.read(first).status == "refunded"
    assert shop.subscription(alice).status == "canceled"


def test_what_was_chosen_with_a_refused_refund_goes_with_it(
    alice: User, dana: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.buy(alice, "monthly")

    def refusing(**what: Any) -> gateway.Json:
        raise Trouble("the balance is too low")

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "refund", refusing)
        with as_staff(dana):
            refunds.order(payment=payment, actor=dana, reason="x", at=shop.now(), goes_on=True)
        jobs.run()
    shop.fake.make("refund", shop.charge_of(payment))  # in the dashboard, later
    shop.deliver()
    jobs.run()
    assert shop.subscription(alice).status == "canceled"


def test_whoever_renews_is_not_stopped_by_what_waited(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.buy(alice, "monthly")
    row = shop.subscription(alice)
    with as_login_role():
        Subscription.objects.filter(pk=row.pk).update(wanted="stop")
    with as_user(alice):
        changing.change(user=alice, do="resume", plan="", at=shop.now())
    with worker_login(), as_service():
        assert not stopping.carry_out(subscription_id=row.pk, at=shop.now())
    assert shop.subscription(alice).renews


def test_a_dispute_that_is_won_calls_off_what_waited(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "monthly")
    charge = shop.charge_of(payment)
    dispute = shop.fake.make("dispute", charge)
    shop.deliver()
    assert shop.subscription(alice).wanted == "stop"
    shop.fake.make("win", dispute["id"])
    shop.deliver()
    jobs.run()
    row = shop.subscription(alice)
    assert (row.wanted, row.renews) == ("", True)


def test_renewals_of_what_is_withheld_need_a_look_too(alice: User, shop: Shop, jobs: Jobs) -> None:
    first = shop.buy(alice, "monthly")
    withhold(first)
    renewed(shop, alice, jobs)
    with as_login_role():
        Payment.objects.filter(pk=first.pk).update(attention="")  # it was seen
        second = Payment.objects.exclude(pk=first.pk).get()
        assert second.withheld
        assert set(Payment.objects.filter(NEEDS_A_LOOK)) == {first, second}


def test_a_locked_person_with_a_plan_to_follow_is_not_renewed(
    alice: User, dana: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "yearly")
    with as_user(alice):
        changing.change(user=alice, do="switch", plan="monthly", at=shop.now())
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    jobs.waiting.clear()
    with worker_login(), as_service():
        reconciling.subscriptions(at=shop.now())
    row = shop.subscription(alice)
    assert (row.renews, row.next_plan) == (False, "")


def test_a_busy_row_does_not_stop_the_night(
    alice: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = make_person("bob")
    first, second = (shop.buy(user, "lifetime") for user in (alice, bob))
    shop.fake.make("refund", shop.charge_of(second))
    with as_login_role():
        for days, payment in ((3, first), (2, second)):
            before = shop.now() - timedelta(days=days)
            Payment.objects.filter(pk=payment.pk).update(checked_at=before)
    really = settling.settle

    def busy(*, payment_id: Any, **more: Any) -> Payment | None:
        if payment_id == first.pk:
            raise Trouble("somebody else is writing it", is_busy=True)
        return really(payment_id=payment_id, **more)

    monkeypatch.setattr(settling, "settle", busy)
    with worker_login(), as_service():
        assert reconciling.settled(at=shop.now()) == 1
    assert shop.read(second).status == "refunded"


def test_a_refund_that_failed_unheard_is_found(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "lifetime")
    refund = shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    assert shop.read(payment).status == "refunded"
    shop.fake.make("fail_refund", refund["id"])
    shop.fake.parcels()  # lost
    with worker_login(), as_service():
        assert reconciling.settled(at=shop.now() + timedelta(days=1)) == 1
    assert shop.read(payment).status == "completed"
    assert shop.status(alice).is_lifetime


def test_who_lost_the_race_to_begin_it_writes_no_older_state(
    alice: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.pay(shop.order(alice, "monthly"))
    [begun] = shop.fake.client.v1.subscriptions.list().data
    with as_login_role():
        old = subscriptions.look(begun.id)
    shop.fake.client.v1.subscriptions.cancel(begun.id)
    shop.deliver()
    really, seen = subscriptions._lock, list[str]()

    def late(subscription_id: str) -> Subscription | None:
        seen.append(subscription_id)
        return None if len(seen) == 1 else really(subscription_id)

    monkeypatch.setattr(subscriptions, "_lock", late)
    with as_login_role():
        row = subscriptions.take(old, at=shop.now(), owner_id=alice.pk)
    assert row is not None
    assert row.status == "canceled"


def test_an_old_look_does_not_take_the_paid_try_away(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "lifetime")
    intent = payment.stripe_payment_intent
    with as_login_role():
        found = looking.find(payment)
        seen = looking.seen(found)
        object.__setattr__(seen, "intent", "pi_before")
        settling._note(payment, seen)
        payment.save()
    assert shop.read(payment).stripe_payment_intent == intent
