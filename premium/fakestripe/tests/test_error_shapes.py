"""What a refusal looks like on the wire, for each kind of object, and the bounds of lists."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe

KINDS = {
    "balance_transactions": "balance transaction",
    "billing_portal/configurations": "billing portal configuration",
    "charges": "charge",
    "checkout/sessions": "checkout session",
    "customers": "customer",
    "disputes": "dispute",
    "events": "event",
    "invoice_payments": "invoice payment",
    "invoiceitems": "invoiceitem",
    "invoices": "invoice",
    "payment_intents": "payment intent",
    "payment_methods": "payment method",
    "prices": "price",
    "products": "product",
    "refunds": "refund",
    "setup_intents": "setup intent",
    "subscription_schedules": "subscription schedule",
    "subscriptions": "subscription",
    "webhook_endpoints": "webhook endpoint",
}


def ask(
    fake: FakeStripe, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Send a request as it is; return the status, what was answered, and the headers."""
    connection = HTTPConnection("127.0.0.1", urlsplit(fake.url).port, timeout=30)
    sent = {"Authorization": f"Bearer {fake.key}"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, sent)
    response = connection.getresponse()
    said = json.loads(response.read())
    connection.close()
    return response.status, said, dict(response.getheaders())


@pytest.mark.parametrize(("path", "called"), KINDS.items())
def test_what_is_not_there_is_said_the_same_way(
    fake_stripe: FakeStripe, path: str, called: str
) -> None:
    status, said, headers = ask(fake_stripe, "GET", f"/v1/{path}/none_1")
    assert (status, headers["Content-Type"]) == (404, "application/json")
    assert headers["Request-Id"].startswith("req_")
    assert said == {
        "error": {
            "type": "invalid_request_error",
            "message": f"No such {called}: 'none_1'",
            "code": "resource_missing",
            "param": "id",
        }
    }


@pytest.mark.parametrize("path", KINDS)
def test_a_list_has_bounds_and_knows_its_parameters(fake_stripe: FakeStripe, path: str) -> None:
    status, said, _ = ask(fake_stripe, "GET", f"/v1/{path}")
    assert (status, said["object"], said["has_more"]) == (200, "list", False)
    assert said["url"] == f"/v1/{path}"
    wrong = {
        "limit=0": ("limit", None),
        "limit=101": ("limit", None),
        "limit=ten": ("limit", "parameter_invalid_integer"),
        "starting_after=none_1": ("starting_after", "resource_missing"),
        "ending_before=none_1": ("ending_before", "resource_missing"),
        "created[before]=5": ("created[before]", "parameter_unknown"),
        "surprise=1": ("surprise", "parameter_unknown"),
    }
    for query, (param, code) in wrong.items():
        status, said, _ = ask(fake_stripe, "GET", f"/v1/{path}?{query}")
        assert status == (404 if code == "resource_missing" else 400), query
        assert said["error"]["type"] == "invalid_request_error"
        assert (said["error"]["param"], said["error"].get("code")) == (param, code)


@pytest.mark.parametrize(
    ("path", "body", "param"),
    [
        ("prices", "currency=usd", "product"),
        ("products", "", "name"),
        ("checkout/sessions", "mode=payment", "success_url"),
        ("billing_portal/sessions", "", "customer"),
        ("billing_portal/configurations", "", "features"),
        ("refunds", "", "charge"),
        ("subscriptions", "", "customer"),
        ("subscription_schedules", "", "from_subscription"),
        ("webhook_endpoints", "url=http://localhost/", "enabled_events"),
        ("webhook_endpoints", "enabled_events[0]=*", "url"),
        ("payment_methods/pm_card_visa/attach", "", "customer"),
    ],
)
def test_what_was_left_out_is_named(
    fake_stripe: FakeStripe, path: str, body: str, param: str
) -> None:
    status, said, _ = ask(fake_stripe, "POST", f"/v1/{path}", body)
    assert (status, said["error"]["code"]) == (400, "parameter_missing")
    assert said["error"]["param"] == param
    assert shop.names(fake_stripe) == []


@pytest.mark.parametrize(
    ("key", "said"),
    [("", "did not provide an API key"), ("Bearer sk_live_" + "k" * 24, "Only test keys")],
)
def test_who_may_not_ask_is_told_before_anything_else(
    fake_stripe: FakeStripe, key: str, said: str
) -> None:
    for path in ("/v1/customers/none", "/v1/nowhere"):
        status, answer, _ = ask(fake_stripe, "GET", path, Authorization=key)
        assert status == 401
        assert said in answer["error"]["message"]
        assert "live" not in json.dumps(answer)


def test_a_page_of_a_list_leads_to_the_next_both_ways(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    made = [client.customers.create({"name": str(number)}).id for number in range(7)][::-1]
    pages: list[list[str]] = []
    after: dict[str, str] = {}
    while True:
        page = client.customers.list({"limit": 3, **after})
        pages.append([one.id for one in page.data])
        if not page.has_more:
            break
        after = {"starting_after": page.data[-1].id}
    assert pages == [made[:3], made[3:6], made[6:]]
    back = client.customers.list({"limit": 2, "ending_before": made[4]})
    assert ([one.id for one in back.data], back.has_more) == (made[2:4], True)
    first = client.customers.list({"limit": 2, "ending_before": made[2]})
    assert ([one.id for one in first.data], first.has_more) == (made[:2], False)


def test_what_came_since_does_not_move_the_pages(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    made = [client.products.create({"name": str(number)}).id for number in range(4)][::-1]
    first = client.products.list({"limit": 2})
    client.products.create({"name": "later"})
    rest = client.products.list({"limit": 2, "starting_after": first.data[-1].id})
    assert [one.id for one in [*first.data, *rest.data]] == made


def test_events_are_filtered_in_every_way_at_once(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    client.customers.create({"name": "early"})
    fake_stripe.advance(shop.DAY)
    since = fake_stripe.advance(0)
    late = client.customers.create({"name": "late"})
    client.products.create({"name": "Premium"})
    wanted = {"created": {"gte": since}, "types": ["customer.created", "price.created"]}
    [found] = client.events.list(wanted).data
    assert found.data.object["id"] == late.id
    before = client.events.list({"created": {"lt": since}, "type": "customer.*"}).data
    assert [one.data.object["name"] for one in before] == ["early"]
    assert client.events.list({"created": {"gt": since + shop.DAY}}).data == []
    status, said, _ = ask(fake_stripe, "GET", "/v1/events?delivery_success=maybe")
    assert (status, said["error"]["param"]) == (400, "delivery_success")
    many = "&".join(f"types[{number}]=a" for number in range(21))
    status, said, _ = ask(fake_stripe, "GET", f"/v1/events?{many}")
    assert (status, said["error"]["param"]) == (400, "types")
