"""Speaking to Stripe: what is said once, what is tried again, and how refusals are told."""

from typing import Any

import pytest
import stripe
from django.utils import translation
from pytest_django import Settings

from premium import gateway
from premium.tests.shop import Shop
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


def person(number: int = 1, **metadata: Any) -> Any:
    """Ask for the customer of a person."""
    return gateway.create_customer(key=f"customer:{number}", metadata=metadata)


def test_what_is_asked_for_again_is_made_once(shop: Shop) -> None:
    assert person(1)["id"] == person(1)["id"] != person(2)["id"]
    assert len(shop.fake.client.v1.customers.list().data) == 2


def test_one_key_for_two_wishes_is_refused(shop: Shop) -> None:
    person(1)
    with pytest.raises(Trouble) as refused:
        person(1, other="b")
    assert (refused.value.is_temporary, refused.value.is_missing) == (False, False)
    assert "IdempotencyError" in refused.value.cause


def test_what_is_not_there_is_missing(shop: Shop) -> None:
    for ask in (gateway.charge, gateway.checkout, gateway.invoice, gateway.subscription):
        with pytest.raises(Trouble) as refused:
            ask("nothing_1")
        assert refused.value.is_missing
        assert "resource_missing" in refused.value.cause


def test_nobody_answering_is_for_a_while(far_shop: Shop) -> None:
    far_shop.fake.stop()
    with pytest.raises(Trouble) as away:
        person()
    assert away.value.is_temporary
    far_shop.fake.start()
    assert person()["object"] == "customer"


def test_without_a_key_nobody_is_asked(settings: Settings) -> None:
    settings.PAYMENTS_ENABLED = False
    with pytest.raises(Trouble, match="refused"):
        person()


def test_people_are_told_in_their_language_and_without_terms() -> None:
    away, refused = Trouble("APIError 500", is_temporary=True), Trouble("CardError")
    for trouble in (away, refused):
        assert "Error" not in str(trouble)
        assert "Nothing was charged" in str(trouble)
    with translation.override("pt"):
        assert str(away)


def test_lists_are_read_to_their_end(shop: Shop) -> None:
    found = person()
    for _ in range(12):
        shop.fake.client.v1.customers.update(found["id"], {"name": f"Ada {_}"})
    nowhere: Any = {"url": "http://127.0.0.1:1/", "enabled_events": ["customer.updated"]}
    shop.fake.client.v1.webhook_endpoints.create(nowhere)
    for number in range(105):
        shop.fake.client.v1.customers.update(found["id"], {"name": f"Grace {number}"})
    assert len(list(gateway.undelivered(since=0))) >= 105


def test_copies_are_fetched_within_the_same_limits() -> None:
    assert stripe.max_network_retries == gateway.RETRIES
    assert stripe.enable_telemetry is False
    assert stripe.default_http_client._timeout == gateway.TIMEOUT  # type: ignore[union-attr]
