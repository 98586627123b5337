"""Nobody pays twice for the same: one page at a time, and what slips through goes back."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from cms.models import AuditEntry
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_staff
from numoraq.tests.jobs import Jobs
from premium import gateway
from premium.models import Payment, Plan, Subscription
from premium.paying import views
from premium.services import checkout, customers
from premium.services.checkout import Unsellable
from premium.tests.shop import DAY, Shop
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def begin_behind(shop: Shop, user: User, plan: str) -> Payment:
    """Begin a payment as if nobody had closed the other page, and pay it."""
    with as_login_role():
        amount = {"monthly": "9.99", "yearly": "79.99", "lifetime": "299.00"}[plan]
        kind = "lifetime" if plan == "lifetime" else "subscription"
        row = Payment.objects.create(user=user, kind=kind, plan_type=plan, amount=amount)
        row.refresh_from_db()
        customer = customers.ensure(user)
        asked = checkout._asked(
            row, Plan.objects.get(pk=plan), customer=customer, pages=views.pages()
        )
        asked.pop("expires_at")  # by the stand-in's clock
        session = gateway.open_checkout(asked, key=f"checkout:{row.pk}")
        Payment.objects.filter(pk=row.pk).update(
            stripe_session_id=session["id"], checkout_url=session["url"]
        )
    return shop.read(row)


def test_the_first_page_is_closed_before_the_second_opens(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop.order(alice, "monthly")
    real, states = gateway.open_checkout, []

    def opened(params: Any, *, key: str) -> Any:
        states.append(gateway.checkout(str(first.stripe_session_id))["status"])
        return real(params, key=key)

    monkeypatch.setattr(gateway, "open_checkout", opened)
    shop.order(alice, "yearly")
    assert states == ["expired"]
    assert shop.read(first).status == "cancelled"


def test_an_old_page_is_closed_too(alice: User, shop: Shop) -> None:
    first = shop.order(alice, "monthly")
    shop.fake.advance(22 * 3600 + 1800)  # Stripe keeps it open for another half hour
    again = shop.order(alice, "monthly")
    assert again.pk != first.pk
    assert shop.read(first).status == "cancelled"


def test_no_second_page_while_the_first_cannot_be_closed(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.order(alice, "monthly")

    def away(session_id: str) -> None:
        raise Trouble("away", is_temporary=True)

    monkeypatch.setattr(gateway, "expire_checkout", away)
    with pytest.raises(Trouble):
        shop.order(alice, "yearly")
    assert len(shop.fake.client.v1.checkout.sessions.list({"status": "open"}).data) == 1


def test_a_first_page_that_was_paid_unheard_refuses_the_second(alice: User, shop: Shop) -> None:
    first = shop.order(alice, "monthly")
    shop.pay(first)  # and no event has arrived
    with pytest.raises(Unsellable, match="Change it instead"):
        shop.order(alice, "yearly")
    assert shop.read(first).status == "completed"
    with as_login_role():
        assert not Payment.objects.filter(status="pending").exists()


def test_lifetime_on_its_way_is_not_sold_again(alice: User, shop: Shop) -> None:
    payment = shop.order(alice, "lifetime")
    shop.pay(payment, "delayed")
    shop.deliver()
    assert shop.read(payment).status == "processing"
    for plan in ("lifetime", "monthly"):
        with pytest.raises(Unsellable, match="on its way"):
            shop.order(alice, plan)
    shop.order(alice, donation=5)
    shop.fake.make("bounce", str(shop.read(payment).stripe_payment_intent))
    shop.deliver()
    assert shop.order(alice, "lifetime").status == "pending"


def test_of_two_subscriptions_the_first_stays_and_the_other_is_paid_back(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    first = shop.buy(alice, "monthly")
    second = begin_behind(shop, alice, "yearly")
    shop.pay(second)
    assert set(shop.deliver()) == {200}
    jobs.run()
    shop.deliver()
    jobs.run()
    second = shop.read(second)
    assert (second.status, second.attention) == (
        "refunded",
        "a second subscription at a time: ended, and paid back",
    )
    assert len(shop.fake.client.v1.refunds.list().data) == 1
    [running] = shop.fake.client.v1.subscriptions.list({"status": "active"}).data
    assert running.id == shop.read(first).stripe_subscription
    with as_login_role():
        assert list(
            Subscription.objects.order_by("created_at").values_list("status", flat=True)
        ) == ["active", "canceled"]
    with as_staff(make_person("dana")):
        assert AuditEntry.objects.filter(action="subscription.doubled").count() == 1
    subjects = [one.subject for one in mail.outbox]
    assert subjects.count("NumoraQ: We paid you back") == 1
    assert not [one for one in subjects if "ended" in one]
    assert shop.status(alice).plan_type == "monthly"
    shop.fake.advance(40 * DAY)
    shop.deliver()
    assert shop.subscription(alice).status == "canceled"


def test_lifetime_that_was_paid_twice_is_flagged(alice: User, shop: Shop) -> None:
    shop.buy(alice, "lifetime")
    second = begin_behind(shop, alice, "lifetime")
    shop.pay(second)
    shop.deliver()
    assert shop.read(second).attention == "premium for good was paid twice"


def test_where_nothing_is_sold_nothing_is_written(
    alice: User, settings: Settings, client: Client
) -> None:
    settings.PAYMENTS_ENABLED = False
    client.force_login(alice)
    client.post(reverse("premium-buy"), {"plan": "monthly"})
    with as_login_role():
        assert not Payment.objects.exists()
