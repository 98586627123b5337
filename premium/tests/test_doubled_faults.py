"""A second subscription ends and is paid back whatever breaks in between; the first one stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from cms.models import AuditEntry
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium import gateway
from premium.models import Payment, Subscription
from premium.services import doubled, ordered, refunds
from premium.tests.shop import DAY, Shop
from premium.tests.test_paid_twice import begin_behind
from premium.tests.test_stopping import alice, dana
from premium.trouble import Trouble

__all__ = ["alice", "dana"]
pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


def twice(shop: Shop, user: User) -> tuple[Payment, Payment]:
    """Have somebody pay for two subscriptions; return the payments, the first one first."""
    first = shop.buy(user, "monthly")
    second = begin_behind(shop, user, "yearly")
    shop.pay(second)
    shop.deliver()
    return first, shop.read(second)


def later(shop: Shop, jobs: Jobs) -> None:
    """Let a quarter of an hour go by, with its jobs and what follows from them."""
    with worker_login(), as_service():
        ordered.again(at=timezone.now() + timedelta(hours=1))
    shop.deliver()
    jobs.run()
    shop.deliver()


def states() -> list[tuple[str, str]]:
    """Return plan and state of every subscription, in the order they began."""
    with as_login_role():
        found = Subscription.objects.order_by("created_at", "plan_type")
        return list(found.values_list("plan_type", "status"))


def acts() -> list[str]:
    """Return what is on the record of payments and subscriptions, oldest first."""
    with worker_login(), as_service():
        found = AuditEntry.objects.order_by("seq").values_list("action", flat=True)
        return [one for one in found if one.split(".")[0] in {"payment", "subscription"}]


def test_an_answer_about_the_end_that_gets_lost(
    alice: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    _first, second = twice(shop, alice)
    really = gateway.end_subscription

    def losing(subscription_id: str) -> gateway.Json:
        really(subscription_id)
        raise Trouble("no such subscription", is_missing=True)  # as the second try is told

    monkeypatch.setattr(gateway, "end_subscription", losing)
    jobs.run()
    shop.deliver()
    jobs.run()
    assert shop.read(second).status == "refunded"
    assert states() == [("monthly", "active"), ("yearly", "canceled")]


def test_a_refund_that_is_refused_is_on_the_list_and_the_record(
    alice: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    _first, second = twice(shop, alice)

    def refusing(**what: Any) -> gateway.Json:
        raise Trouble("the balance is too low")

    monkeypatch.setattr(gateway, "refund", refusing)
    jobs.run()
    after = shop.read(second)
    assert after.status == "completed"
    assert "could not be paid back: the balance is too low" in after.attention
    assert acts()[-1] == "payment.refund_refused"
    with worker_login(), as_service():  # asked for again: it is not ordered again
        assert doubled.end(subscription_id=after.stripe_subscription, at=shop.now())
    assert acts()[-1] == "payment.refund_refused"


def test_stripe_is_away_for_longer_than_a_job_tries(
    alice: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    _first, second = twice(shop, alice)

    def away(**what: Any) -> gateway.Json:
        raise Trouble("away", is_temporary=True)

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "refund", away)
        with pytest.raises(Trouble, match="does not answer"):
            jobs.run()
    jobs.waiting.clear()
    later(shop, jobs)
    assert shop.read(second).status == "refunded"
    assert len(shop.fake.client.v1.refunds.list().data) == 1


def test_a_process_killed_after_the_refund_leaves_it_on_the_record(
    alice: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    _first, second = twice(shop, alice)
    really = gateway.refund

    def dying(**what: Any) -> gateway.Json:
        really(**what)
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "refund", dying)
        with pytest.raises(SystemExit):
            jobs.run()
    jobs.waiting.clear()
    later(shop, jobs)
    assert shop.read(second).status == "refunded"
    assert len(shop.fake.client.v1.refunds.list().data) == 1
    assert [one for one in acts() if one.startswith("payment.")] == [
        "payment.refund_asked",
        "payment.refunded",
    ]


def test_one_that_staff_pay_back_is_not_the_one_to_stay(
    alice: User, dana: User, shop: Shop, jobs: Jobs
) -> None:
    first = shop.buy(alice, "monthly")
    second = begin_behind(shop, alice, "yearly")
    shop.pay(second)
    with as_staff(dana):
        refunds.order(payment=first, actor=dana, reason="wants the yearly", at=shop.now())
    shop.deliver()
    jobs.waiting.sort(key=lambda job: job[0] != "premium.end_second")
    jobs.run()
    shop.deliver()
    jobs.run()
    assert states() == [("monthly", "canceled"), ("yearly", "active")]
    assert [shop.read(one).status for one in (first, second)] == ["refunded", "completed"]


def test_the_first_is_the_one_that_began_first_not_the_one_heard_of_first(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    first = shop.order(alice, "monthly")
    shop.pay(first)
    shop.fake.advance(60)
    second = begin_behind(shop, alice, "yearly")
    shop.pay(second)
    for parcel in reversed(shop.fake.parcels()):
        shop.post(parcel)
    jobs.run()
    shop.deliver()
    jobs.run()
    assert states() == [("monthly", "active"), ("yearly", "canceled")]


def test_of_one_that_ran_for_long_staff_decide(alice: User, shop: Shop, jobs: Jobs) -> None:
    first = shop.buy(alice, "yearly")
    second = begin_behind(shop, alice, "monthly")
    shop.pay(second)
    shop.fake.advance(35 * DAY)  # and nothing was heard for so long
    shop.deliver()
    jobs.run()
    shop.deliver()
    jobs.run()
    assert states() == [("yearly", "active"), ("monthly", "canceled")]
    assert not shop.fake.client.v1.refunds.list().data
    assert shop.read(first).attention == ""
    with as_login_role():
        told = Payment.objects.filter(plan_type="monthly").values_list("attention", flat=True)
        assert {one.split(":")[0] for one in told} == {"a second subscription at a time"}
