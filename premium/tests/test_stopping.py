"""Subscriptions whose money went back are not renewed: nobody is charged again."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from cms.models import AuditEntry
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium import gateway, tasks
from premium.models import Payment, Subscription
from premium.services import refunds, staff, stopping
from premium.tests.shop import DAY, HOUR, Shop
from premium.tests.test_purchases import mails
from premium.tests.test_subscriptions import to_the_end
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


@pytest.fixture
def dana(transactional_db: None) -> User:
    user = make_person("dana")
    with as_staff(user):
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


def charges(shop: Shop) -> int:
    """Return how often somebody was charged by the time two more months went by."""
    shop.fake.advance(70 * DAY)
    shop.deliver()
    return len(shop.fake.client.v1.charges.list().data)


def test_a_full_refund_ends_the_subscription(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "monthly")
    shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    assert shop.subscription(alice).wanted == "end"
    [told] = [one for one in jobs.named("accounts.send_mail") if "refunded" in one["message"]]
    assert told["values"]["ends"] is True
    jobs.run()
    shop.deliver()
    row = shop.subscription(alice)
    assert (row.status, row.wanted) == ("canceled", "")
    assert charges(shop) == 1
    with worker_login(), as_service():
        assert AuditEntry.objects.filter(action="subscription.stopped").count() == 1


def test_a_job_that_got_lost_is_made_up_for(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "monthly")
    shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    jobs.waiting.clear()
    with worker_login():
        assert (tasks.reconcile_payments(), tasks.reconcile_payments()) == (1, 0)
    assert shop.subscription(alice).status == "canceled"


def test_what_has_ended_meanwhile_is_no_trouble(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "monthly")
    shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    shop.fake.client.v1.subscriptions.cancel(shop.subscription(alice).stripe_subscription)
    jobs.run()
    row = shop.subscription(alice)
    assert (row.status, row.wanted) == ("canceled", "")


def test_a_part_or_an_earlier_period_back_does_not_end_it(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    first = shop.buy(alice, "monthly")
    shop.fake.advance(to_the_end(shop, alice) + 2 * HOUR)
    shop.deliver()
    with as_login_role():
        second = Payment.objects.exclude(pk=first.pk).get()
    shop.fake.make("refund", shop.charge_of(first))
    shop.fake.make("refund", shop.charge_of(second), amount=100)
    shop.deliver()
    jobs.run()
    assert (shop.read(first).status, shop.read(second).status) == ("refunded", "partially_refunded")
    row = shop.subscription(alice)
    assert (row.status, row.renews, row.wanted) == ("active", True, "")


@pytest.mark.parametrize(
    ("outcome", "status", "mail"),
    [("win", "active", "dispute_won"), ("lose", "canceled", "dispute_lost")],
)
def test_a_dispute_stops_the_renewal(
    alice: User, shop: Shop, jobs: Jobs, outcome: str, status: str, mail: str
) -> None:
    payment = shop.buy(alice, "monthly")
    dispute = shop.fake.make("dispute", shop.charge_of(payment))
    shop.deliver()
    assert mails(jobs) == ["receipt", "disputed"]
    jobs.run()
    row = shop.subscription(alice)
    assert (row.status, row.renews, row.wanted) == ("active", False, "")
    shop.fake.make(outcome, dispute["id"])
    shop.deliver()
    assert mails(jobs) == [mail]
    jobs.run()
    row = shop.subscription(alice)
    assert (row.status, row.renews) == (status, False)
    assert charges(shop) == 1


def test_premium_for_good_by_staff_ends_it_with_its_period(
    alice: User, dana: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "monthly")
    once = uuid4()
    with as_staff(dana):
        staff.give(person=alice, days=None, once=once, actor=dana, reason="why", at=shop.now())
    jobs.run()
    row = shop.subscription(alice)
    assert (row.status, row.renews) == ("active", False)
    assert charges(shop) == 1


def test_staff_may_let_it_go_on(alice: User, dana: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "monthly")
    with as_staff(dana):
        refunds.order(payment=payment, actor=dana, reason="a gift", at=shop.now(), goes_on=True)
    jobs.run()
    shop.deliver()
    assert shop.read(payment).status == "refunded"
    row = shop.subscription(alice)
    assert (row.status, row.renews, row.wanted) == ("active", True, "")


def test_staff_end_it_once(
    alice: User, dana: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although the answer of Stripe gets lost after it has done it."""
    shop.buy(alice, "monthly")
    row = shop.subscription(alice)
    with as_staff(dana):
        stopping.end(subscription=row, actor=dana, reason="asked by mail")
    really = gateway.end_subscription

    def losing(stripe_id: str) -> gateway.Json:
        really(stripe_id)
        raise Trouble("no answer", is_temporary=True)

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "end_subscription", losing)
        with worker_login(), as_service(), pytest.raises(Trouble):
            stopping.carry_out(subscription_id=row.pk, at=shop.now())
    assert shop.subscription(alice).wanted == "end"
    with as_staff(dana):
        assert AuditEntry.objects.get(action="subscription.end_asked").admin_user_id == dana.pk
    jobs.run()
    row = shop.subscription(alice)
    assert (row.status, row.wanted) == ("canceled", "")
    with as_staff(dana), pytest.raises(ValidationError, match="ended already"):
        stopping.end(subscription=row, actor=dana, reason="again")
    with as_login_role():
        assert not Subscription.objects.exclude(wanted="").exists()
