"""Tax is Stripe's to count: it is asked for where the settings say so, and breaks nothing."""

from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from conftest import make_person
from premium import gateway
from premium.models import Payment
from premium.services import looking
from premium.tests.shop import Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def session(payment: Payment) -> dict[str, Any]:
    """Return the checkout of a payment as Stripe has it."""
    return gateway.checkout(str(payment.stripe_session_id))


@pytest.mark.parametrize("plan", ["yearly", "lifetime"])
def test_it_is_asked_for_with_what_is_sold(
    alice: User, shop: Shop, settings: Settings, plan: str
) -> None:
    settings.STRIPE_TAX = True
    payment = shop.order(alice, plan)
    asked = session(payment)
    assert asked["automatic_tax"]["enabled"] is True
    assert asked["billing_address_collection"] == "required"
    shop.pay(payment)
    shop.deliver()
    assert shop.read(payment).status == "completed"


def test_donations_have_none(alice: User, shop: Shop, settings: Settings) -> None:
    settings.STRIPE_TAX = True
    assert session(shop.order(alice, donation=25))["automatic_tax"]["enabled"] is False


def test_without_the_setting_it_is_not_asked_for(alice: User, shop: Shop) -> None:
    assert session(shop.order(alice, "yearly"))["automatic_tax"]["enabled"] is False


def test_what_tax_adds_withholds_nothing(alice: User, shop: Shop) -> None:
    payment = shop.order(alice, "yearly")
    found = session(payment)
    taxed = {**found, "amount_total": found["amount_total"] + 1840}
    assert looking.misfit(payment, taxed) == ""
    assert looking.misfit(payment, {**found, "amount_total": 7998}) == "amount"
