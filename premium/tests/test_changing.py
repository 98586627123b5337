"""What a change of plan would mean: told beforehand, and then exactly so."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from conftest import make_person
from numoraq.rls.identity import as_user
from premium.models import Payment
from premium.services import changing
from premium.services.checkout import Unsellable
from premium.tests.shop import DAY, Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
PREVIEW = "/api/v1/payments/subscription/preview/"


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def preview(user: User, plan: str) -> changing.Preview:
    """Return what a change would mean, as a page asks."""
    with as_user(user):
        return changing.preview(user=user, plan=plan)


def test_what_a_longer_plan_costs_now_is_what_is_then_paid(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    shop.fake.advance(15 * DAY)
    told = preview(alice, "yearly")
    assert told.due is not None
    assert Decimal("69.99") < told.due.amount < Decimal("79.99")
    assert shop.subscription(alice).plan_type == "monthly"
    with as_user(alice):
        changing.change(user=alice, do="switch", plan="yearly", at=shop.now())
    shop.deliver()
    with as_user(alice):
        paid = Payment.objects.get(plan_type="yearly")
    assert abs(paid.amount_paid - told.due.amount) <= Decimal("0.01")  # a second has gone by


def test_thinking_of_it_leaves_nothing_at_stripe(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    before = shop.fake.client.v1.invoices.list().to_dict()
    preview(alice, "yearly")
    assert shop.fake.client.v1.invoices.list().to_dict() == before
    told = [json.loads(body)["type"] for body, _ in shop.fake.parcels()]
    assert set(told) <= {"price.created"}  # the first who asks for a plan has its price made


def test_a_shorter_plan_costs_nothing_now_and_has_a_day(alice: User, shop: Shop) -> None:
    shop.buy(alice, "yearly")
    told = preview(alice, "monthly")
    assert told.due is None
    assert told.follows_at == shop.subscription(alice).period_ends_at
    assert str(told.price.amount) == "9.99"


@pytest.mark.parametrize("plan", ["monthly", "lifetime"])
def test_no_change_has_no_price(alice: User, shop: Shop, plan: str) -> None:
    shop.buy(alice, "monthly")
    with pytest.raises(Unsellable, match="no such plan"):
        preview(alice, plan)


def test_programs_are_told_as_well(alice: User, shop: Shop) -> None:
    client = Client()
    client.force_login(alice)
    assert client.get(PREVIEW, {"plan": "yearly"}).status_code == 409
    shop.buy(alice, "monthly")
    told = client.get(PREVIEW, {"plan": "yearly"}).json()
    assert (told["plan"], told["price"], told["follows_at"]) == ("yearly", "79.99", None)
    assert 69 < float(told["due"]) <= 79.99
    assert client.get(PREVIEW, {"plan": "forever"}).status_code == 400
