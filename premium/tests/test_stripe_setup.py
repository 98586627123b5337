"""Setting up an account at Stripe: once, however often it is asked for."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from djstripe.models import WebhookEndpoint
from pytest_django import Settings

from conftest import make_person
from numoraq.rls.identity import as_service
from numoraq.rls.logins import worker_login
from premium.models import Plan
from premium.services import stripe_account
from premium.tests.shop import Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


def set_up() -> str:
    """Run the command, and return what it says."""
    out = StringIO()
    call_command("stripe_setup", stdout=out)
    return out.getvalue()


def plan(code: str) -> Plan:
    """Return a plan as it is stored."""
    with worker_login(), as_service():
        return Plan.objects.get(pk=code)


def test_prices_and_endpoint_are_made_once(shop: Shop, settings: Settings) -> None:
    settings.STRIPE_FAKE = False
    assert "NUMORAQ_STRIPE_WEBHOOK_SECRET=whsec_" in set_up()
    said = set_up()
    assert "is there" in said
    assert plan("yearly").stripe_price in said
    client = shop.fake.client.v1
    assert len(client.prices.list({"limit": 100}).data) == 5
    assert len(client.products.list().data) == 1
    urls = [one.url for one in client.webhook_endpoints.list().data]
    assert len([url for url in urls if url.endswith(shop.address)]) == 1
    recurring = client.prices.retrieve(plan("6_month").stripe_price).recurring
    assert recurring is not None
    assert (recurring.interval, recurring.interval_count) == ("month", 6)


def test_a_price_that_changed_is_made_anew_and_sold(shop: Shop) -> None:
    set_up()
    old = plan("monthly").stripe_price
    with worker_login(), as_service():
        Plan.objects.filter(pk="monthly").update(price=Decimal("12.00"))
    alice = make_person("alice")
    assert shop.buy(alice, "monthly").amount_paid == Decimal("12.00")
    set_up()
    assert plan("monthly").stripe_price not in {"", old}
    found = shop.fake.client.v1.prices.list({"lookup_keys": ["numoraq_monthly"], "active": True})
    assert [one.unit_amount for one in found.data] == [1_200]


def test_it_says_what_is_missing(shop: Shop, settings: Settings) -> None:
    settings.STRIPE_WEBHOOK_ID = ""
    assert "events have no address" in set_up()
    settings.PAYMENTS_ENABLED = False
    with pytest.raises(CommandError, match="not set"):
        set_up()


def test_it_says_what_stripe_says(far_shop: Shop) -> None:
    far_shop.fake.stop()
    with pytest.raises(CommandError, match="Stripe: APIConnectionError"):
        set_up()
    far_shop.fake.start()


def test_an_address_that_changed_moves_its_row(shop: Shop, settings: Settings) -> None:
    settings.STRIPE_WEBHOOK_ID = "3f0e6c1e-2d0f-4f6e-9a41-0c8f3f5b7d11"
    with worker_login(), as_service():
        assert stripe_account.ensure_webhook("default") == 1
        assert stripe_account.ensure_webhook("default") == 0
        [row] = WebhookEndpoint.objects.all()
    assert str(row.djstripe_uuid) == settings.STRIPE_WEBHOOK_ID
