"""Another plan in the middle of a period: what is given back, asked for, and when."""

import pytest
import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe


def dearer(fake: FakeStripe, bought: object, *, interval: str = "month", amount: int = 999) -> str:
    """Return the id of another price of what was bought."""
    sold = shop.now(fake, bought).to_dict()["items"]["data"][0]["price"]
    made = shop.price(fake, product=sold["product"], interval=interval, amount=amount)
    return str(made.id)


def change(fake: FakeStripe, bought: object, price: str, **more: str) -> dict[str, object]:
    """Switch what was bought to a price."""
    item = shop.now(fake, bought).to_dict()["items"]["data"][0]["id"]
    wanted = {"items": [{"id": item, "price": price}], **more}
    changed = shop.api(fake).subscriptions.update(bought.id, wanted)  # type: ignore[attr-defined]
    done: dict[str, object] = changed.to_dict()
    return done


def invoices(fake: FakeStripe) -> list[dict[str, object]]:
    """Return all invoices, newest first."""
    return [one.to_dict() for one in shop.api(fake).invoices.list().data]


def halfway(fake: FakeStripe, bought: object) -> None:
    """Let half of the period go by."""
    start, end = shop.period(bought)
    fake.advance((start + end) // 2 - fake.advance(0))


def test_what_is_left_is_billed_at_once_or_with_the_next(fake_stripe: FakeStripe) -> None:
    # Half of these is whole: a second more or less changes no rounding.
    sold = [shop.price(fake_stripe, amount=500, interval="month") for _ in range(2)]
    at_once, later = [shop.subscribe(fake_stripe, one) for one in sold]
    halfway(fake_stripe, later)
    change(
        fake_stripe,
        at_once,
        dearer(fake_stripe, at_once, amount=1000),
        proration_behavior="always_invoice",
    )
    first = invoices(fake_stripe)[0]
    assert (first["billing_reason"], first["status"]) == ("subscription_update", "paid")
    assert first["total"] == 250  # half of 10.00 less half of 5.00
    change(fake_stripe, later, dearer(fake_stripe, later, amount=1000))
    assert invoices(fake_stripe)[0] == first
    shop.to_renewal(fake_stripe, later)
    bills = shop.api(fake_stripe).invoices.list({"subscription": later.id}).data
    assert [one.total for one in bills] == [1000 + 250, 500]
    assert [line.amount for line in bills[0].lines.data] == [-250, 500, 1000]
    assert shop.api(fake_stripe).invoices.list({"subscription": at_once.id}).data[0].total == 1000


def test_nothing_is_billed_when_that_is_wished(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    halfway(fake_stripe, bought)
    change(fake_stripe, bought, dearer(fake_stripe, bought), proration_behavior="none")
    shop.to_renewal(fake_stripe, bought)
    assert [one["total"] for one in invoices(fake_stripe)] == [999, 499]


def test_another_interval_begins_a_new_period(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=500, interval="month"))
    halfway(fake_stripe, bought)
    yearly = dearer(fake_stripe, bought, interval="year", amount=4999)
    change(fake_stripe, bought, yearly)
    renewed = shop.now(fake_stripe, bought)
    start, end = shop.period(renewed)
    assert renewed.billing_cycle_anchor == start > shop.period(bought)[0]
    assert 365 * shop.DAY <= end - start <= 366 * shop.DAY
    assert invoices(fake_stripe)[0]["total"] == 4999 - 250
    assert shop.names(fake_stripe)[-1] == "invoice.payment_succeeded"


def test_credit_pays_the_next_invoices(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=4999, interval="year"))
    monthly = dearer(fake_stripe, bought, amount=499)
    change(fake_stripe, bought, monthly)
    customer = shop.api(fake_stripe).customers.retrieve(bought.customer)
    credit = -customer.balance
    assert 4490 <= credit <= 4500
    assert (invoices(fake_stripe)[0]["amount_due"], invoices(fake_stripe)[0]["status"]) == (
        0,
        "paid",
    )
    shop.to_renewal(fake_stripe, bought)
    customer = shop.api(fake_stripe).customers.retrieve(bought.customer)
    assert customer.balance == -(credit - 499)
    assert [one.amount for one in shop.api(fake_stripe).charges.list().data] == [4999]


def test_a_change_waits_for_its_payment(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    halfway(fake_stripe, bought)
    fake_stripe.make("fail_next", bought.id)
    wish = {"proration_behavior": "always_invoice", "payment_behavior": "pending_if_incomplete"}
    price = dearer(fake_stripe, bought)
    waiting = shop.api(fake_stripe).subscriptions.retrieve(
        str(change(fake_stripe, bought, price, **wish)["id"])
    )
    assert waiting.status == "active"
    assert waiting.pending_update.subscription_items[0].price.id == price
    assert shop.period(waiting) == shop.period(bought)
    assert waiting.to_dict()["items"]["data"][0]["price"]["unit_amount"] == 499
    shop.api(fake_stripe).invoices.pay(waiting.latest_invoice)
    applied = shop.now(fake_stripe, bought)
    assert applied.pending_update is None
    assert applied.to_dict()["items"]["data"][0]["price"]["id"] == price
    assert "customer.subscription.pending_update_applied" in shop.names(fake_stripe)


def test_a_change_does_not_wait_for_ever(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.make("fail_next", bought.id)
    wish = {"proration_behavior": "always_invoice", "payment_behavior": "pending_if_incomplete"}
    change(fake_stripe, bought, dearer(fake_stripe, bought), **wish)
    fake_stripe.advance(shop.DAY)
    forgotten = shop.now(fake_stripe, bought, "latest_invoice")
    assert forgotten.pending_update is None
    assert forgotten.latest_invoice.status == "void"
    assert shop.names(fake_stripe)[-1] == "customer.subscription.pending_update_expired"


def test_a_change_that_must_be_paid_is_undone_otherwise(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.make("fail_next", bought.id)
    price, before = dearer(fake_stripe, bought), shop.names(fake_stripe)
    wish = {"proration_behavior": "always_invoice", "payment_behavior": "error_if_incomplete"}
    with pytest.raises(stripe.CardError):
        change(fake_stripe, bought, price, **wish)
    assert shop.now(fake_stripe, bought).to_dict()["items"]["data"][0]["price"]["id"] != price
    assert shop.names(fake_stripe) == before


def test_an_item_is_read_and_changed_alone(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe).subscription_items
    [item] = client.list({"subscription": bought.id}).data
    assert client.retrieve(item.id).current_period_end == shop.period(bought)[1]
    changed = client.update(item.id, {"quantity": 3, "proration_behavior": "none"})
    assert (changed.id, changed.quantity) == (item.id, 3)
    shop.to_renewal(fake_stripe, bought)
    assert invoices(fake_stripe)[0]["total"] == 3 * 499


def test_items_come_and_go(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe).subscriptions
    old = bought.to_dict()["items"]["data"][0]["id"]
    more = {"items": [{"price": dearer(fake_stripe, bought)}], "proration_behavior": "none"}
    assert len(client.update(bought.id, more).to_dict()["items"]["data"]) == 2
    less = {"items": [{"id": old, "deleted": True}], "proration_behavior": "none"}
    [left] = client.update(bought.id, less).to_dict()["items"]["data"]
    assert left["price"]["unit_amount"] == 999
    with pytest.raises(stripe.InvalidRequestError, match="at least one"):
        client.update(bought.id, {"items": [{"id": left["id"], "deleted": True}]})


def test_a_schedule_changes_the_plan_when_the_period_ends(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=999, interval="month"))
    client = shop.api(fake_stripe).subscription_schedules
    made = client.create({"from_subscription": bought.id})
    [phase] = made.to_dict()["phases"]
    cheaper = dearer(fake_stripe, bought, amount=499)
    now = {"items": [{"price": phase["items"][0]["price"], "quantity": 1}]}
    now |= {"start_date": phase["start_date"], "end_date": phase["end_date"]}
    later = {"items": [{"price": cheaper, "quantity": 1}], "iterations": 1}
    client.update(made.id, {"phases": [now, later], "end_behavior": "release"})
    with pytest.raises(stripe.InvalidRequestError, match="managed by the subscription schedule"):
        change(fake_stripe, bought, cheaper)
    renewed = shop.to_renewal(fake_stripe, bought)
    assert renewed.to_dict()["items"]["data"][0]["price"]["id"] == cheaper
    assert [one["total"] for one in invoices(fake_stripe)] == [499, 999]
    assert shop.to_renewal(fake_stripe, bought).schedule is None
    assert client.retrieve(made.id).status == "released"


def test_a_schedule_is_let_go(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe).subscription_schedules
    made = client.create({"from_subscription": bought.id})
    with pytest.raises(stripe.InvalidRequestError, match="attached to a schedule"):
        client.create({"from_subscription": bought.id})
    assert client.release(made.id).status == "released"
    assert shop.now(fake_stripe, bought).schedule is None
    again = client.create({"from_subscription": bought.id})
    assert client.cancel(again.id).status == "canceled"
    assert shop.now(fake_stripe, bought).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="canceled"):
        client.release(again.id)


def test_what_a_change_would_cost_is_told_and_nothing_changes(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=500, interval="month"))
    halfway(fake_stripe, bought)
    before = (shop.now(fake_stripe, bought).to_dict(), invoices(fake_stripe))
    item = before[0]["items"]["data"][0]["id"]
    items = [{"id": item, "price": dearer(fake_stripe, bought, amount=1000)}]
    wanted = {"items": items, "proration_behavior": "always_invoice"}
    seen = len(shop.names(fake_stripe))
    preview = shop.api(fake_stripe).invoices.create_preview
    told = preview({"subscription": bought.id, "subscription_details": wanted})
    assert told.id.startswith("upcoming_")
    assert (told.amount_due, told.status) == (250, "draft")
    assert [line.amount for line in told.lines.data] == [-250, 500]
    assert (shop.now(fake_stripe, bought).to_dict(), invoices(fake_stripe)) == before
    assert len(shop.names(fake_stripe)) == seen
    same = {**wanted, "items": [{"id": item, "quantity": 1}]}
    for wrong in (same, {**wanted, "proration_behavior": "none"}, {"items": items}):
        with pytest.raises(stripe.InvalidRequestError):
            preview({"subscription": bought.id, "subscription_details": wrong})
