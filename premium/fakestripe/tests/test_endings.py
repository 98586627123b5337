"""How a page of payment ends, in both modes, and how money goes back afterwards."""

from typing import Any

import pytest
import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe
from premium.fakestripe.tests.test_portal import other, portal, priced

MODES = pytest.mark.parametrize("interval", ["", "month"])


def bought_once(fake: FakeStripe, amount: int = 999) -> Any:
    """Return the charge of something that was bought once."""
    opened = shop.session(fake, shop.price(fake, amount=amount))
    fake.pay(opened.url)
    return shop.api(fake).charges.list().data[0]


@MODES
def test_the_bank_says_no_and_then_yes(fake_stripe: FakeStripe, interval: str) -> None:
    opened = shop.session(fake_stripe, shop.price(fake_stripe, interval=interval))
    fake_stripe.pay(opened.url, "challenge")
    fake_stripe.pay(opened.url, "refuse")
    assert shop.names(fake_stripe, of="checkout") == []
    assert fake_stripe.pay(opened.url, "declines").status == 200
    done = fake_stripe.pay(opened.url, "challenged")
    assert (done.status, done.location) == (303, f"https://shop.test/done?{opened.id}")
    paid = shop.reread(fake_stripe, opened)
    assert (paid.status, paid.payment_status) == ("complete", "paid")
    assert shop.names(fake_stripe, of="checkout") == ["checkout.session.completed"]
    statuses = [one.status for one in shop.api(fake_stripe).charges.list().data]
    assert statuses == ["succeeded", "failed"]


@MODES
def test_a_page_that_was_declined_runs_out(fake_stripe: FakeStripe, interval: str) -> None:
    opened = shop.session(fake_stripe, shop.price(fake_stripe, interval=interval))
    fake_stripe.pay(opened.url, "declines")
    fake_stripe.advance(shop.DAY + 60)
    assert shop.reread(fake_stripe, opened).status == "expired"
    assert fake_stripe.browse("GET", opened.url).status == 410
    assert shop.names(fake_stripe, of="checkout") == ["checkout.session.expired"]
    found = shop.api(fake_stripe).subscriptions.list().data
    assert [one.status for one in found if one.status == "active"] == []


@MODES
def test_what_was_left_is_still_open_until_it_expires(
    fake_stripe: FakeStripe, interval: str
) -> None:
    opened = shop.session(fake_stripe, shop.price(fake_stripe, interval=interval))
    assert fake_stripe.pay(opened.url, "cancel").status == 303
    fake_stripe.advance(23 * shop.HOUR)
    assert fake_stripe.pay(opened.url).status == 303
    fake_stripe.advance(2 * shop.HOUR)
    paid = shop.reread(fake_stripe, opened)
    assert (paid.status, paid.payment_status) == ("complete", "paid")


@MODES
def test_a_delayed_payment_does_not_expire(fake_stripe: FakeStripe, interval: str) -> None:
    opened = shop.session(fake_stripe, shop.price(fake_stripe, interval=interval))
    fake_stripe.pay(opened.url, "delayed")
    fake_stripe.advance(2 * shop.DAY)
    waiting = shop.reread(fake_stripe, opened)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    with pytest.raises(stripe.InvalidRequestError, match="Only open"):
        shop.api(fake_stripe).checkout.sessions.expire(opened.id)
    assert fake_stripe.browse("GET", opened.url).status == 410


def test_a_session_tells_of_everything_it_led_to(fake_stripe: FakeStripe) -> None:
    opened = shop.session(fake_stripe, shop.price(fake_stripe, interval="month"))
    fake_stripe.pay(opened.url)
    paid = shop.reread(fake_stripe, opened, "subscription.latest_invoice", "customer", "line_items")
    assert paid.subscription.latest_invoice.customer == paid.customer.id
    assert paid.subscription.latest_invoice.amount_paid == paid.amount_total == 499
    assert [row.amount_total for row in paid.line_items.data] == [499]
    sessions = shop.api(fake_stripe).checkout.sessions
    assert [one.id for one in sessions.list({"subscription": paid.subscription.id}).data] == [
        opened.id
    ]
    assert sessions.list({"status": "open"}).data == []


def test_a_charge_goes_back_in_parts_down_to_nothing(fake_stripe: FakeStripe) -> None:
    charge = bought_once(fake_stripe)
    client = shop.api(fake_stripe)
    for amount, total in ((1, 1), (400, 401), (598, 999)):
        client.refunds.create({"charge": charge.id, "amount": amount})
        now = client.charges.retrieve(charge.id)
        assert (now.amount_refunded, now.refunded) == (total, total == 999)
    for amount in (1, 999):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.refunds.create({"charge": charge.id, "amount": amount})
        assert refused.value.code == "charge_already_refunded"
    assert sum(one.net for one in client.balance_transactions.list().data) == 0
    assert shop.names(fake_stripe).count("charge.refunded") == 3


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 1000}, "amount"),
        ({"reason": "regret"}, "reason"),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]"),
        ({"currency": "usd"}, "currency"),
    ],
)
def test_a_refund_that_cannot_be_moves_nothing(
    fake_stripe: FakeStripe, wrong: dict[str, Any], param: str
) -> None:
    charge = bought_once(fake_stripe)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.api(fake_stripe).refunds.create({"charge": charge.id, **wrong})
    assert refused.value.param == param
    assert shop.api(fake_stripe).charges.retrieve(charge.id).amount_refunded == 0
    assert shop.names(fake_stripe, of="refund") == []


def test_a_refund_leaves_the_subscription_as_it_is(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    [charge] = shop.api(fake_stripe).charges.list().data
    shop.api(fake_stripe).refunds.create({"charge": charge.id})
    assert shop.now(fake_stripe, bought, "latest_invoice").latest_invoice.status == "paid"
    assert shop.to_renewal(fake_stripe, bought).status == "active"


def test_a_charge_is_disputed_again_only_after_one_was_won(
    fake_stripe: FakeStripe,
) -> None:
    charge, whole = bought_once(fake_stripe), bought_once(fake_stripe)
    made = fake_stripe.make("dispute", charge.id)
    fake_stripe.make("refund", whole.id)
    for identity in (charge.id, whole.id):
        with pytest.raises(AssertionError, match="whose money is here"):
            fake_stripe.make("dispute", identity)
    fake_stripe.make("win", made["id"])
    fake_stripe.make("lose", fake_stripe.make("dispute", charge.id)["id"])
    with pytest.raises(AssertionError, match="whose money is here"):
        fake_stripe.make("dispute", charge.id)
    assert len(shop.api(fake_stripe).disputes.list().data) == 2


def test_two_disputes_end_each_in_its_own_way(fake_stripe: FakeStripe) -> None:
    charges = [bought_once(fake_stripe, amount) for amount in (300, 700)]
    won, lost = [fake_stripe.make("dispute", one.id)["id"] for one in charges]
    fake_stripe.make("win", won)
    fake_stripe.make("lose", lost)
    client = shop.api(fake_stripe).disputes
    assert (client.retrieve(won).status, client.retrieve(lost).status) == ("won", "lost")
    assert [one.id for one in client.list({"charge": charges[1].id}).data] == [lost]
    moved = shop.api(fake_stripe).balance_transactions.list({"limit": 100}).data
    assert sum(one.net for one in moved) == 300


def test_going_up_and_down_within_a_period_costs_nothing(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=500, interval="month"))
    start, end = shop.period(bought)
    fake_stripe.advance((start + end) // 2 - fake_stripe.advance(0))
    client = shop.api(fake_stripe)
    dear = other(fake_stripe, bought, amount=1500, interval="month")
    item = bought.to_dict()["items"]["data"][0]
    for price in (dear, item["price"]["id"]):
        wish = {"items": [{"id": item["id"], "price": price}]}
        client.subscriptions.update(bought.id, {**wish, "proration_behavior": "always_invoice"})
    totals = [one.total for one in client.invoices.list({"subscription": bought.id}).data]
    assert totals == [-500, 500, 500]  # half of the difference, back and forth
    assert client.customers.retrieve(bought.customer).balance == -500
    renewed = shop.to_renewal(fake_stripe, bought)
    assert client.invoices.retrieve(renewed.latest_invoice).amount_due == 0
    assert client.customers.retrieve(bought.customer).balance == 0


def test_an_end_in_the_portal_is_taken_back_after_a_dearer_plan(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    dear = other(fake_stripe, bought, amount=999, interval="month")
    page = portal(fake_stripe, bought)
    fake_stripe.press(page, f"end:{bought.id}")
    fake_stripe.press(page, f"switch:{bought.id}:{dear}")
    switched = shop.now(fake_stripe, bought)
    assert priced(switched) == dear
    assert switched.cancel_at_period_end is True
    fake_stripe.press(page, f"keep:{bought.id}")
    assert shop.to_renewal(fake_stripe, bought).status == "active"
