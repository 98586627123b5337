"""Further requests: what may be asked of each object, and what is refused."""

from typing import Any

import pytest
import stripe

from premium.fakestripe.tests import receiver, shop
from premium.fakestripe.tests.fake import FakeStripe


def subscriber(fake: FakeStripe, method: str = "pm_card_visa") -> Any:
    """Return a customer who pays with one of Stripe's test methods."""
    client = shop.api(fake)
    customer = client.customers.create({"email": "ada@example.org"})
    attached = client.payment_methods.attach(method, {"customer": customer.id})
    default = {"invoice_settings": {"default_payment_method": attached.id}}
    return client.customers.update(customer.id, default)


def test_subscriptions_are_found_by_customer_price_and_state(fake_stripe: FakeStripe) -> None:
    bought, other = shop.subscribe(fake_stripe), shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe).subscriptions
    price = bought.to_dict()["items"]["data"][0]["price"]["id"]

    def found(**by: str) -> list[str]:
        return [one.id for one in client.list(by).data]

    assert found(price=price) == found(customer=bought.customer) == [bought.id]
    assert found(status="active") == [other.id, bought.id]
    assert found(status="past_due") == []
    customer = shop.api(fake_stripe).customers.retrieve(
        bought.customer, {"expand": ["subscriptions", "tax_ids"]}
    )
    assert [one.id for one in customer.subscriptions.data] == [bought.id]


def test_a_customer_with_a_card_subscribes_by_request(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    items = [{"price": shop.price(fake_stripe, interval="month").id, "quantity": 2}]
    ada = subscriber(fake_stripe)
    made = client.subscriptions.create(
        {"customer": ada.id, "items": items, "expand": ["latest_invoice.confirmation_secret"]}
    )
    assert (made.status, made.latest_invoice.amount_paid) == ("active", 998)
    assert made.latest_invoice.confirmation_secret.client_secret.startswith("pi_")
    bob = subscriber(fake_stripe, "pm_card_chargeCustomerFail")
    wanted = {"customer": bob.id, "items": items}
    assert client.subscriptions.create(wanted).status == "incomplete"
    own = ada.invoice_settings.default_payment_method
    with pytest.raises(stripe.InvalidRequestError, match="does not have this"):
        client.subscriptions.create({**wanted, "default_payment_method": own})
    with pytest.raises(stripe.InvalidRequestError, match="recurring"):
        client.subscriptions.create(
            {"customer": ada.id, "items": [{"price": shop.price(fake_stripe).id}]}
        )
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.subscriptions.create({"customer": ada.id})
    assert refused.value.param == "items"


def test_a_subscription_is_noted_about_until_it_ends(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe).subscriptions
    method = subscriber(fake_stripe).invoice_settings.default_payment_method
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.update(bought.id, {"default_payment_method": method})
    assert refused.value.param == "default_payment_method"
    wanted = {"description": "Ours", "metadata": {"a": "b"}, "default_payment_method": ""}
    noted = client.update(bought.id, wanted)
    assert (noted.description, noted.default_payment_method) == ("Ours", None)
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription item"):
        client.update(bought.id, {"items": [{"id": "si_none", "quantity": 2}]})
    client.cancel(bought.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        client.update(bought.id, {"cancel_at_period_end": True})


def test_invoices_are_read_voided_and_written_off(fake_stripe: FakeStripe) -> None:
    first, second = shop.subscribe(fake_stripe), shop.subscribe(fake_stripe)
    for bought in (first, second):
        fake_stripe.make("fail_next", bought.id)
    shop.to_renewal(fake_stripe, first)
    fake_stripe.advance(60)
    client = shop.api(fake_stripe).invoices
    opened = {one.customer: one.id for one in client.list({"status": "open"}).data}
    assert client.void_invoice(opened[first.customer]).status == "void"
    assert client.mark_uncollectible(opened[second.customer]).status == "uncollectible"
    with pytest.raises(stripe.InvalidRequestError, match="open invoice"):
        client.void_invoice(opened[first.customer])
    with pytest.raises(stripe.InvalidRequestError, match="Invoice is void"):
        client.pay(opened[first.customer])
    page = client.line_items.list(first.latest_invoice, {"limit": 1})
    assert ([row.amount for row in page.data], page.has_more) == ([499], False)
    with pytest.raises(stripe.InvalidRequestError):
        client.line_items.list(first.latest_invoice, {"starting_after": "il_none"})


def test_rows_inside_an_object_come_in_pages_too(fake_stripe: FakeStripe) -> None:
    rows = [{"price": shop.price(fake_stripe).id, "quantity": count} for count in (1, 2, 3)]
    session = shop.session(fake_stripe, shop.price(fake_stripe), line_items=rows)
    client = shop.api(fake_stripe).checkout.sessions
    page = client.line_items.list(session.id, {"limit": 2})
    assert ([row.quantity for row in page.data], page.has_more) == ([1, 2], True)
    assert [row.quantity for row in page.auto_paging_iter()] == [1, 2, 3]


def test_a_session_says_who_pays(fake_stripe: FakeStripe) -> None:
    sold = shop.price(fake_stripe)
    session = shop.session(
        fake_stripe, sold, customer_email="bob@example.org", customer_creation="always",
        automatic_tax={"enabled": True}, allow_promotion_codes=True,
    )  # fmt: skip
    assert "bob@example.org" in fake_stripe.browse("GET", session.url).body
    fake_stripe.pay(session.url)
    paid = shop.reread(fake_stripe, session, "customer")
    assert paid.customer.email == paid.customer_details.email == "bob@example.org"
    assert (paid.automatic_tax.status, paid.allow_promotion_codes) == ("complete", True)
    both = {"customer": paid.customer.id, "customer_email": "bob@example.org"}
    for wrong in (both, {"customer": paid.customer.id, "customer_creation": "always"}):
        with pytest.raises(stripe.InvalidRequestError):
            shop.session(fake_stripe, sold, **wrong)
    noted = shop.api(fake_stripe).checkout.sessions.update(session.id, {"metadata": {"a": "b"}})
    assert noted.metadata.to_dict() == {"a": "b"}


def test_what_costs_nothing_is_not_paid_for(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe, amount=0))
    fake_stripe.pay(session.url)
    free = shop.reread(fake_stripe, session)
    assert (free.payment_status, free.payment_intent) == ("no_payment_required", None)


def test_things_sold_together_fit_together(fake_stripe: FakeStripe) -> None:
    dollars, monthly = shop.price(fake_stripe), shop.price(fake_stripe, interval="month")
    euros = shop.price(fake_stripe, currency="eur")
    for mode, pair in (
        ("payment", (dollars, euros)),
        ("payment", (dollars, monthly)),
        ("subscription", (dollars, monthly)),
    ):
        rows = [{"price": one.id, "quantity": 1} for one in pair]
        data = {"payment_intent_data" if mode == "subscription" else "subscription_data": ""}
        with pytest.raises(stripe.InvalidRequestError) as refused:
            shop.session(fake_stripe, pair[0], line_items=rows, mode=mode, **data)
        assert refused.value.param == "line_items"


def test_a_confirmed_intent_is_not_confirmed_again(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    fake_stripe.pay(session.url, "declines")
    client = shop.api(fake_stripe)
    [intent] = client.payment_intents.list().data
    method = subscriber(fake_stripe).invoice_settings.default_payment_method
    paid = client.payment_intents.confirm(intent.id, {"payment_method": method})
    assert paid.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="cannot be confirmed"):
        client.payment_intents.confirm(intent.id, {"payment_method": method})


@pytest.mark.parametrize(
    ("wanted", "param"),
    [
        ({"name": ["a"]}, "name"),
        ({"address": "Lisbon"}, "address"),
        ({"preferred_locales": {"a": "pt"}}, "preferred_locales"),
        ({"tax_exempt": "always"}, "tax_exempt"),
        ({"metadata": {str(number): "x" for number in range(51)}}, "metadata"),
        ({"invoice_settings": {"default_payment_method": "pm_none"}},
         "invoice_settings[default_payment_method]"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_named(
    fake_stripe: FakeStripe, wanted: Any, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.api(fake_stripe).customers.create(wanted)
    assert refused.value.param == param


def test_the_endpoint_of_the_start_follows_the_start(fake_stripe: FakeStripe) -> None:
    with receiver.listening() as heard:
        fake_stripe.stop()
        fake_stripe.webhook_url, fake_stripe.webhook_secret = heard.url, receiver.SECRET
        fake_stripe.start()
        shop.price(fake_stripe)
        heard.wait_for("price.created")
    fake_stripe.stop()
    fake_stripe.webhook_url = ""
    fake_stripe.start()
    [endpoint] = shop.api(fake_stripe).webhook_endpoints.list().data
    assert endpoint.status == "disabled"
    changed = shop.api(fake_stripe).webhook_endpoints.update(
        endpoint.id, {"url": "http://127.0.0.1:1/", "description": "x", "enabled_events": ["*"]}
    )
    assert (changed.url, changed.description) == ("http://127.0.0.1:1/", "x")
