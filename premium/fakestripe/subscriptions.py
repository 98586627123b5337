"""Subscriptions: what they are, and which states they pass.

Source: docs.stripe.com/api/subscriptions/object.
"""

import copy

from premium.fakestripe import calendars, events, shapes
from premium.fakestripe.books import Books
from premium.fakestripe.shapes import Json, listed

ENDED = frozenset({"canceled", "incomplete_expired"})
TIMERS = ("subscription.renew", "subscription.give_up", "subscription.end")
_INCOMPLETE_FOR = 23 * 3600  # seconds in which a first payment may still be made
_EMPTY = dict.fromkeys((
    "application", "application_fee_percent", "billing_cycle_anchor_config", "billing_thresholds",
    "cancel_at", "canceled_at", "days_until_due", "default_payment_method", "default_source",
    "description", "ended_at", "latest_invoice", "next_pending_invoice_item_invoice",
    "on_behalf_of", "pause_collection", "pending_invoice_item_interval", "pending_setup_intent",
    "pending_update", "schedule", "test_clock", "transfer_data", "trial_end", "trial_start",
))  # fmt: skip


def new(books: Books, *, customer: str, metadata: dict[str, str], rows: list[Json]) -> Json:
    """Write a subscription down that awaits its first payment.

    Each row has a price (the object) and a quantity; all prices have the same interval.
    """
    identity = shapes.new_id("subscription")
    end = calendars.after(books.now, rows[0]["price"]["recurring"], 1)
    items = [item(books, identity, start=books.now, end=end, **row) for row in rows]
    fields: Json = {
        **_EMPTY,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": books.now,
        "billing_mode": {"type": "flexible"},
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "currency": rows[0]["price"]["currency"],
        "customer": customer,
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": listed(items, url=f"/v1/subscription_items?subscription={identity}"),
        "metadata": metadata,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": books.now,
        "status": "incomplete",
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }
    subscription = books.add("subscription", fields, identity=identity)
    books.call_at("subscription.give_up", identity, books.now + _INCOMPLETE_FOR)
    books.call_at("subscription.renew", identity, end)
    return subscription


def item(
    books: Books, subscription: str, *, price: Json, quantity: int, start: int, end: int
) -> Json:
    """Return a fresh item: a price and how many of it, for a period in Unix seconds."""
    return {
        "id": shapes.new_id("subscription_item"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": books.now,
        "current_period_end": end,
        "current_period_start": start,
        "discounts": [],
        "metadata": {},
        "price": price,
        "quantity": quantity,
        "subscription": subscription,
        "tax_rates": [],
    }


def first_item(subscription: Json) -> Json:
    """Return the item from which the period of the whole subscription is read."""
    found: Json = subscription["items"]["data"][0]
    return found


def move(books: Books, subscription: Json, *, start: int, end: int) -> None:
    """Give all items a new period, at whose end the subscription renews."""
    for one in subscription["items"]["data"]:
        one.update(current_period_start=start, current_period_end=end)
    books.call_at("subscription.renew", subscription["id"], end)


def begin(books: Books, subscription: Json) -> None:
    """Let a paid subscription be active; nothing where it is already."""
    if subscription["status"] not in {"incomplete", "past_due", "unpaid", "trialing"}:
        return
    books.call_off(subscription["id"], "subscription.give_up")
    turn(books, subscription, status="active")


def turn(books: Books, subscription: Json, **fields: object) -> None:
    """Change fields and tell of it."""
    before = copy.deepcopy(subscription)
    subscription.update(fields)
    events.changed(books, "customer.subscription.updated", before, books.save(subscription))


def end(books: Books, subscription: Json, *, status: str = "canceled", reason: str = "") -> None:
    """End a subscription now. `reason` is one of Stripe's words for cancellation_details."""
    subscription.update(status=status, ended_at=books.now, pending_update=None)
    subscription["canceled_at"] = subscription["canceled_at"] or books.now
    if reason:
        subscription["cancellation_details"]["reason"] = reason
    books.call_off(subscription["id"], *TIMERS)
    if subscription["schedule"]:
        schedule = books.get("subscription_schedule", subscription["schedule"])
        schedule.update(status="canceled", canceled_at=books.now)
        events.emit(books, "subscription_schedule.canceled", books.save(schedule))
    books.save(subscription)
    name = "deleted" if status == "canceled" else "updated"
    events.emit(books, f"customer.subscription.{name}", subscription)
