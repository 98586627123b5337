"""The same request twice: done once for every kind of object, and never mistaken for another."""

from typing import Any

import pytest

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe
from premium.fakestripe.tests.test_error_shapes import ask


def prepared(fake: FakeStripe) -> dict[str, Any]:
    """Return requests that make something, by what they make."""
    bought = shop.subscribe(fake)
    client = shop.api(fake)
    [charge] = client.charges.list().data
    price = shop.price(fake).id
    line = f"line_items[0][price]={price}&line_items[0][quantity]=1"
    return {
        "customers": ("customers", "name=Ada"),
        "products": ("products", "name=Other"),
        "prices": ("prices", f"product={client.products.list().data[0].id}&currency=usd"),
        "refunds": ("refunds", f"charge={charge.id}&amount=100"),
        "checkout/sessions": (
            "checkout/sessions",
            f"mode=payment&success_url=https://shop.test/&{line}",
        ),
        "subscription_schedules": ("subscription_schedules", f"from_subscription={bought.id}"),
        "payment_methods": (
            "payment_methods/pm_card_visa/attach",
            f"customer={bought.customer}",
        ),
        "webhook_endpoints": (
            "webhook_endpoints",
            "url=http://127.0.0.1:1/&enabled_events[0]=price.updated",
        ),
    }


@pytest.mark.parametrize(
    "kind",
    [
        "customers",
        "products",
        "prices",
        "refunds",
        "checkout/sessions",
        "subscription_schedules",
        "payment_methods",
        "webhook_endpoints",
    ],
)
def test_a_repeated_request_makes_one_thing(fake_stripe: FakeStripe, kind: str) -> None:
    path, body = prepared(fake_stripe)[kind]
    body += "&unit_amount=100" if kind == "prices" else ""
    before = len(ask(fake_stripe, "GET", f"/v1/{kind}?limit=100")[1]["data"])
    told = len(shop.names(fake_stripe))
    first = ask(fake_stripe, "POST", f"/v1/{path}", body, Idempotency_Key="once")
    told_then = len(shop.names(fake_stripe))
    second = ask(fake_stripe, "POST", f"/v1/{path}", body, Idempotency_Key="once")
    assert (first[0], second[0]) == (200, 200), first
    assert first[1] == second[1]
    assert "Idempotent-Replayed" not in first[2]
    assert second[2]["Idempotent-Replayed"] == "true"
    assert len(ask(fake_stripe, "GET", f"/v1/{kind}?limit=100")[1]["data"]) == before + 1
    assert told <= told_then == len(shop.names(fake_stripe))


@pytest.mark.parametrize(
    ("path", "body"), [("customers", "name=Grace"), ("customers", ""), ("products", "name=Ada")]
)
def test_a_key_is_of_one_request(fake_stripe: FakeStripe, path: str, body: str) -> None:
    ask(fake_stripe, "POST", "/v1/customers", "name=Ada", Idempotency_Key="mine")
    status, said, _ = ask(fake_stripe, "POST", f"/v1/{path}", body, Idempotency_Key="mine")
    assert (status, said["error"]["type"]) == (400, "idempotency_error")
    assert "'mine'" in said["error"]["message"]
    assert len(shop.api(fake_stripe).customers.list().data) == 1
    assert shop.api(fake_stripe).products.list().data == []


def test_a_repeated_answer_is_that_of_then(fake_stripe: FakeStripe) -> None:
    made = ask(fake_stripe, "POST", "/v1/customers", "name=Ada", Idempotency_Key="k")[1]
    shop.api(fake_stripe).customers.update(made["id"], {"name": "Grace"})
    again = ask(fake_stripe, "POST", "/v1/customers", "name=Ada", Idempotency_Key="k")[1]
    assert again["name"] == "Ada"
    assert shop.api(fake_stripe).customers.retrieve(made["id"]).name == "Grace"


def test_a_key_survives_a_restart(fake_stripe: FakeStripe) -> None:
    made = ask(fake_stripe, "POST", "/v1/customers", "name=Ada", Idempotency_Key="k")[1]
    fake_stripe.stop()
    fake_stripe.start()
    again = ask(fake_stripe, "POST", "/v1/customers", "name=Ada", Idempotency_Key="k")
    assert (again[1]["id"], again[2]["Idempotent-Replayed"]) == (made["id"], "true")


def test_reading_takes_no_key(fake_stripe: FakeStripe) -> None:
    assert ask(fake_stripe, "GET", "/v1/customers", Idempotency_Key="k")[1]["data"] == []
    shop.api(fake_stripe).customers.create({"name": "Ada"})
    found = ask(fake_stripe, "GET", "/v1/customers", Idempotency_Key="k")
    assert [one["name"] for one in found[1]["data"]] == ["Ada"]
    assert "Idempotent-Replayed" not in found[2]


def test_a_key_that_is_too_long_is_refused(fake_stripe: FakeStripe) -> None:
    fits = ask(fake_stripe, "POST", "/v1/customers", "name=Ada", Idempotency_Key="k" * 255)
    longer = ask(fake_stripe, "POST", "/v1/customers", "name=Ada", Idempotency_Key="k" * 256)
    assert (fits[0], longer[0], longer[1]["error"]["type"]) == (200, 400, "idempotency_error")
    assert len(shop.api(fake_stripe).customers.list().data) == 1
