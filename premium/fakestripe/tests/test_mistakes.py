"""What one could get wrong at Stripe, and is told of: wrong owners, wrong moments, wrong lists."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import stripe

from premium.fakestripe import webhooks
from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe
from premium.fakestripe.tests.test_portal import other, priced


def on_the_way(fake: FakeStripe) -> Any:
    """Return a subscription whose first payment takes some days."""
    opened = shop.session(fake, shop.price(fake, interval="month"))
    fake.pay(opened.url, "delayed")
    return shop.reread(fake, opened, "subscription").subscription


@pytest.mark.parametrize("wish", ["pay", "void_invoice", "mark_uncollectible"])
def test_an_invoice_is_left_alone_while_its_money_is_on_the_way(
    fake_stripe: FakeStripe, wish: str
) -> None:
    waiting = on_the_way(fake_stripe)
    client = shop.api(fake_stripe)
    with pytest.raises(stripe.InvalidRequestError, match="in progress") as refused:
        getattr(client.invoices, wish)(waiting.latest_invoice)
    assert refused.value.code == "invoice_payment_in_progress"
    fake_stripe.advance(4 * shop.DAY)  # the clock goes on
    assert client.invoices.retrieve(waiting.latest_invoice).status == "paid"
    assert len(client.charges.list().data) == 1
    assert shop.now(fake_stripe, waiting).status == "active"


@pytest.mark.parametrize("fails", [False, True])
def test_a_change_waits_as_long_as_its_money(fake_stripe: FakeStripe, fails: bool) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    debit = client.payment_methods.attach("pm_sepaDebit", {"customer": bought.customer})
    dear = other(fake_stripe, bought, amount=1500, interval="month")
    item = bought.to_dict()["items"]["data"][0]["id"]
    wish = {"items": [{"id": item, "price": dear}], "default_payment_method": debit.id}
    wish |= {"payment_behavior": "pending_if_incomplete", "proration_behavior": "always_invoice"}
    changed = client.subscriptions.update(bought.id, wish)
    fake_stripe.advance(2 * shop.DAY)
    waiting = shop.now(fake_stripe, bought, "latest_invoice")
    assert waiting.pending_update is not None
    assert waiting.latest_invoice.status == "open"
    fake_stripe.make("bounce" if fails else "settle", client.payment_intents.list().data[0].id)
    fake_stripe.advance(2 * shop.HOUR)
    ended = shop.now(fake_stripe, bought)
    assert (ended.pending_update, priced(ended) == dear) == (None, not fails)
    status = client.invoices.retrieve(changed.latest_invoice).status
    assert status == ("void" if fails else "paid")


@pytest.mark.parametrize("end", ["cancel", "delete"])
def test_money_arrives_for_what_has_ended(fake_stripe: FakeStripe, end: str) -> None:
    waiting = on_the_way(fake_stripe)
    client = shop.api(fake_stripe)
    if end == "cancel":
        client.subscriptions.cancel(waiting.id)
    else:
        client.customers.delete(waiting.customer)
    fake_stripe.advance(4 * shop.DAY)
    assert client.invoices.retrieve(waiting.latest_invoice).status == "paid"
    assert shop.now(fake_stripe, waiting).status == "canceled"
    assert shop.names(fake_stripe)[-1] == "checkout.session.async_payment_succeeded"


def test_a_schedule_may_end_its_subscription(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe).subscription_schedules
    made = client.create({"from_subscription": bought.id})
    assert client.update(made.id, {"end_behavior": "cancel"}).end_behavior == "cancel"
    ended = shop.to_renewal(fake_stripe, bought)
    assert (ended.status, ended.ended_at) == ("canceled", shop.period(bought)[1])
    assert shop.names(fake_stripe).count("invoice.created") == 1


@pytest.mark.parametrize("decided", ["win", "lose"])
def test_a_dispute_that_is_decided_is_not_argued(fake_stripe: FakeStripe, decided: str) -> None:
    shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    [charge] = client.charges.list().data
    made = fake_stripe.make("dispute", charge.id)
    fake_stripe.make(decided, made["id"])
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.disputes.update(made["id"], {"evidence": {"product_description": "Premium"}})
    assert refused.value.code == "dispute_already_closed"
    noted = client.disputes.update(made["id"], {"metadata": {"ticket": "7"}})
    assert (noted.status, noted.metadata.to_dict()) == (
        {"win": "won", "lose": "lost"}[decided],
        {"ticket": "7"},
    )
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        client.disputes.close(made["id"])


@pytest.mark.parametrize("cursor", ["starting_after", "ending_before"])
def test_a_list_goes_on_after_one_of_its_own(fake_stripe: FakeStripe, cursor: str) -> None:
    client = shop.api(fake_stripe)
    customer = client.customers.create({})
    product = client.products.create({"name": "Premium"})
    assert client.customers.list({cursor: customer.id}).data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such customer") as refused:
        client.customers.list({cursor: product.id})
    assert (refused.value.code, refused.value.param) == ("resource_missing", cursor)


def test_events_are_found_by_group(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    shop.subscribe(fake_stripe)

    def found(name: str) -> set[str]:
        return {one.type for one in client.events.list({"type": name, "limit": 100}).data}

    assert found("charge.*") == {"charge.succeeded"}
    assert found("product.created") == {"product.created"}
    assert found("checkout.*") == {"checkout.session.completed"}
    assert found("product.[a-z]*") == found("product.create?") == set()


def test_credit_of_a_voided_invoice_is_given_back(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    client.customers.update(bought.customer, {"balance": -100})
    fake_stripe.make("fail_next", bought.id)
    late = shop.to_renewal(fake_stripe, bought)
    assert client.customers.retrieve(bought.customer).balance == 0
    assert client.invoices.retrieve(late.latest_invoice).amount_due == 399
    client.invoices.void_invoice(late.latest_invoice)
    assert client.customers.retrieve(bought.customer).balance == -100


def test_methods_of_a_customer_come_in_pages(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    mine, theirs = client.customers.create({}), client.customers.create({})
    made = [
        client.payment_methods.attach(name, {"customer": mine.id}).id
        for name in ("pm_card_visa", "pm_sepaDebit", "pm_card_visa")
    ]
    client.payment_methods.attach("pm_card_visa", {"customer": theirs.id})
    first = client.customers.payment_methods.list(mine.id, {"limit": 2})
    assert ([one.id for one in first.data], first.has_more) == (made[:0:-1], True)
    rest = client.customers.payment_methods.list(mine.id, {"starting_after": made[1]})
    assert ([one.id for one in rest.data], rest.has_more) == (made[:1], False)
    debit = client.customers.payment_methods.list(mine.id, {"type": "sepa_debit"})
    assert [one.id for one in debit.data] == [made[1]]


def test_nobody_pays_with_the_card_of_another(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    mine, theirs = client.customers.create({}), client.customers.create({})
    card = client.payment_methods.attach("pm_card_visa", {"customer": theirs.id})
    wish = {"invoice_settings": {"default_payment_method": card.id}}
    with pytest.raises(stripe.InvalidRequestError, match="does not have") as refused:
        client.customers.update(mine.id, wish)
    assert refused.value.param == "invoice_settings[default_payment_method]"
    taken = client.customers.update(theirs.id, wish).invoice_settings
    assert taken.default_payment_method == card.id
    with pytest.raises(stripe.InvalidRequestError, match="another customer"):
        client.payment_methods.attach(card.id, {"customer": mine.id})


@pytest.mark.parametrize(
    ("rest", "asked"), [("", "/"), ("/hook?from=stripe", "/hook?from=stripe"), ("/hook/", "/hook/")]
)
def test_an_endpoint_is_asked_at_its_whole_address(rest: str, asked: str) -> None:
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}{rest}"
        answer = webhooks.post(webhooks.Parcel(1, url, "whsec_x", b"{}", 0))
        thread.join()
    assert (answer, heard) == ("204", [asked])
