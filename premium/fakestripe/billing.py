"""The course of a subscription: its first invoice, each renewal, and its end.

Source: docs.stripe.com/billing/subscriptions/overview, /billing/subscriptions/billing-cycle.
"""

import copy

from premium.fakestripe import (
    calendars,
    collection,
    events,
    invoices,
    lines,
    schedules,
    subscriptions,
)
from premium.fakestripe.books import Books
from premium.fakestripe.shapes import Json

_DRAFT_FOR = 3600  # seconds a renewal's invoice can still be changed


def start(
    books: Books, subscription: Json, *, method: Json | None, trial_days: int | None = None
) -> Json:
    """Bill a new subscription for the first time. Returns the invoice."""
    if trial_days:
        _begin_trial(books, subscription, trial_days)
    events.emit(books, "customer.subscription.created", books.save(subscription))
    free = 0 if trial_days else None
    invoice = _invoice(books, subscription, reason="subscription_create", amount=free)
    if trial_days:
        books.call_off(subscription["id"], "subscription.give_up")
        invoices.finalize(books, invoice)
        invoices.settle(books, invoice)
        return invoice
    return collection.bill(books, invoice, method=method)


def start_unpaid(books: Books, subscription: Json) -> Json:
    """Bill a new subscription and leave its payment to whoever confirms the intent."""
    events.emit(books, "customer.subscription.created", books.save(subscription))
    invoice = _invoice(books, subscription, reason="subscription_create")
    return invoices.finalize(books, invoice)


def _begin_trial(books: Books, subscription: Json, days: int) -> None:
    end = books.now + days * calendars.DAY
    subscription.update(
        status="trialing", trial_start=books.now, trial_end=end, billing_cycle_anchor=end
    )
    subscriptions.move(books, subscription, start=books.now, end=end)


def _invoice(
    books: Books, subscription: Json, *, reason: str, amount: int | None = None, since: int = 0
) -> Json:
    """Write the invoice for the period the items have now, with what was put aside."""
    rows = lines.kept(books, subscription)
    for item in subscription["items"]["data"]:
        start, end = item["current_period_start"], item["current_period_end"]
        rows.append(lines.whole(item, start=start, end=end, amount=amount))
    since = since or books.now
    invoice = invoices.draft(books, subscription, rows, reason=reason, since=since)
    subscription["latest_invoice"] = invoice["id"]
    books.save(subscription)
    return invoice


def renew(books: Books, identity: str) -> None:
    """Begin the next period, or end what was to end with this one."""
    subscription = books.get("subscription", identity)
    if subscription["status"] in subscriptions.ENDED:
        return
    if subscription["status"] == "incomplete":  # its first payment takes longer than its period
        books.call_at("subscription.renew", identity, books.now + _DRAFT_FOR)
        return
    if subscription["cancel_at_period_end"]:
        subscriptions.end(books, subscription)
        return
    start = subscriptions.first_item(subscription)["current_period_end"]
    if schedules.ends_with(books, subscription, at=start):
        subscriptions.end(books, subscription)
        return
    before = copy.deepcopy(subscription)
    since = subscriptions.first_item(subscription)["current_period_start"]
    schedules.enter_phase(books, subscription, at=start)
    recurring = subscriptions.first_item(subscription)["price"]["recurring"]
    was = subscriptions.first_item(before)["price"]["recurring"]
    if (recurring["interval"], recurring["interval_count"]) != (
        was["interval"],
        was["interval_count"],
    ):
        subscription["billing_cycle_anchor"] = start
    end = calendars.period_after(subscription["billing_cycle_anchor"], recurring, start)
    subscriptions.move(books, subscription, start=start, end=end)
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
    invoice = _invoice(books, subscription, reason="subscription_cycle", since=since)
    events.changed(books, "customer.subscription.updated", before, subscription)
    if subscription["status"] == "unpaid":
        books.save({**invoice, "auto_advance": False})
    else:
        books.call_at("invoice.finalize", invoice["id"], books.now + _DRAFT_FOR)


def finalize(books: Books, identity: str) -> None:
    """Open a renewal's invoice and collect it."""
    invoice = books.get("invoice", identity)
    if invoice["status"] == "draft" and _is_alive(books, invoice):
        collection.bill(books, invoice)


def retry(books: Books, identity: str) -> None:
    """Try once more to collect an invoice."""
    invoice = books.get("invoice", identity)
    if invoice["status"] == "open" and _is_alive(books, invoice):
        collection.collect(books, invoice)


def _is_alive(books: Books, invoice: Json) -> bool:
    subscription = collection.subscription_of(books, invoice)
    return subscription["status"] not in subscriptions.ENDED


def give_up(books: Books, identity: str) -> None:
    """End a subscription whose first payment was never made."""
    subscription = books.get("subscription", identity)
    if subscription["status"] != "incomplete":
        return
    invoice = books.get("invoice", subscription["latest_invoice"])
    if invoice["status"] == "open":
        invoices.close(books, invoice, how="void")
    subscriptions.end(books, subscription, status="incomplete_expired")
