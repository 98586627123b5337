"""Refunds that fail after they were given, and disputes that follow one that was won."""

import json
from decimal import Decimal
from itertools import permutations

import pytest
from django.db import transaction

from accounts.models import User
from conftest import make_person
from gamification.models import PointBalance
from numoraq.rls.identity import as_login_role, as_user
from numoraq.tests.jobs import Jobs
from premium.services import events
from premium.tests.shop import Shop
from premium.tests.test_events import heard, known
from premium.tests.test_purchases import mails

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


@pytest.mark.parametrize("plan", ["lifetime", "yearly"])
def test_what_a_failed_refund_took_is_given_again(
    alice: User, shop: Shop, jobs: Jobs, plan: str
) -> None:
    payment = shop.buy(alice, plan)
    before = shop.status(alice).premium_expires_at
    refund = shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    assert not shop.is_premium(alice)
    shop.fake.make("fail_refund", refund["id"])
    assert set(shop.deliver()) == {200}
    payment = shop.read(payment)
    assert (payment.status, payment.amount_refunded) == ("completed", Decimal(0))
    assert "refund failed" in payment.attention
    assert shop.is_premium(alice)
    assert shop.status(alice).premium_expires_at == before
    paid = [name for name in mails(jobs) if name != "subscription_ended"]
    assert paid == ["receipt", "refunded", "refund_failed"]
    shop.settle(payment)
    assert len([one for one in shop.grants(alice) if one.idem_key.endswith("~1")]) == 1
    # and the money may go back after all
    shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    assert shop.read(payment).status == "refunded"
    assert not shop.is_premium(alice)


def test_a_part_that_did_not_go_back_is_no_part_any_more(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "yearly")
    part = shop.fake.make("refund", shop.charge_of(payment), amount=1_000)
    shop.fake.make("refund", shop.charge_of(payment), amount=500)
    shop.deliver()
    shop.fake.make("fail_refund", part["id"])
    shop.deliver()
    payment = shop.read(payment)
    assert (payment.status, payment.amount_refunded) == ("partially_refunded", Decimal("5.00"))
    [grant] = shop.grants(alice)
    assert grant.revoked_at is None


def test_a_donation_keeps_the_points_of_what_stayed(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, donation=25)
    part = shop.fake.make("refund", shop.charge_of(payment), amount=1_050)
    shop.deliver()
    assert _points(alice) == 14  # of 14.50 dollars
    shop.settle(payment)
    assert _points(alice) == 14
    shop.fake.make("fail_refund", part["id"])
    shop.deliver()
    assert _points(alice) == 25
    shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    assert _points(alice) == 0


def test_a_second_dispute_lets_it_rest_again(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "lifetime")
    for outcome, status, has in [("win", "completed", True), ("lose", "refunded", False)]:
        dispute = shop.fake.make("dispute", shop.charge_of(payment))
        shop.deliver()
        assert (shop.read(payment).status, shop.is_premium(alice)) == ("disputed", False)
        shop.fake.make(outcome, dispute["id"])
        shop.deliver()
        assert (shop.read(payment).status, shop.is_premium(alice)) == (status, has)
    assert shop.read(payment).earlier_disputes == 1


def test_in_any_order_events_of_a_failed_refund_end_the_same(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "lifetime")
    refund = shop.fake.make("refund", shop.charge_of(payment))
    shop.fake.make("fail_refund", refund["id"])
    told = [json.loads(body)["data"]["object"] for body, _ in heard(shop)]
    assert len(told) == 4  # refunded, updated, failed, updated
    outcomes = []
    for order in permutations(told):
        with as_login_role(), transaction.atomic():
            for about in (*order, order[0]):
                events.handle(about=about, at=shop.now())
            outcomes.append(known(shop, alice))
            transaction.set_rollback(True)
    assert all(one == outcomes[0] for one in outcomes)
    assert outcomes[0][0][0][0] == "completed"
    assert outcomes[0][-1] is True


def _points(user: User) -> int:
    with as_user(user):
        return PointBalance.objects.get(user=user).total_points
