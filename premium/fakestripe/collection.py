"""Collecting invoices: the try to pay, and what follows from how it went.

Source: docs.stripe.com/billing/subscriptions/overview and /billing/revenue-recovery/smart-retries.
"""

from premium.fakestripe import events, invoices, methods, payments, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.calendars import DAY
from premium.fakestripe.shapes import Json

RETRIES = (3 * DAY, 5 * DAY, 7 * DAY)  # seconds from each failure to the next try


def bill(books: Books, invoice: Json, *, method: Json | None = None) -> Json:
    """Open an invoice and try to collect it at once. Returns it as it is then."""
    invoices.finalize(books, invoice)
    return collect(books, invoice, method=method)


def collect(books: Books, invoice: Json, *, method: Json | None = None) -> Json:
    """Try to collect an open invoice with a method, or what the customer pays with.

    Its status is paid then, or still open: payment failed, or takes some days.
    """
    subscription = subscription_of(books, invoice)
    payment = invoices.payment_of(books, invoice)
    if payment is None:
        return _paid(books, invoice, subscription)
    intent = books.get("payment_intent", payment["payment"]["payment_intent"])
    customer = books.get("customer", invoice["customer"])
    named = subscription["default_payment_method"]
    method = method or methods.default_of(books, customer, named)
    if method is None:
        return _failed(books, invoice, subscription)
    fails = bool(subscription.get("_fail_next"))
    return ended(books, payments.pay(books, intent, method, fails=fails), invoice)


def ended(books: Books, intent: Json, invoice: Json) -> Json:
    """Draw the conclusions from the end of an invoice's payment; none while it takes its time."""
    subscription = subscription_of(books, invoice)
    subscription.pop("_fail_next", None)
    if intent["status"] == "succeeded":
        return _paid(books, invoice, subscription)
    if intent["status"] == "processing":
        books.call_off(subscription["id"], "subscription.give_up")
        return books.save(invoice)
    return _failed(books, invoice, subscription)


def subscription_of(books: Books, invoice: Json) -> Json:
    """Return the subscription an invoice is for."""
    identity = invoice["parent"]["subscription_details"]["subscription"]
    return books.get("subscription", identity)


def _paid(books: Books, invoice: Json, subscription: Json) -> Json:
    books.call_off(invoice["id"], "invoice.retry")
    invoices.settle(books, invoice)
    books.save(subscription)
    pending = subscription["pending_update"]
    if pending and subscription["latest_invoice"] == invoice["id"]:
        _apply(books, subscription, pending)
    subscriptions.begin(books, subscription)
    return invoice


def _apply(books: Books, subscription: Json, pending: Json) -> None:
    """Let an update take place that waited for its payment."""
    items = {**subscription["items"], "data": pending["_items"]}
    anchor = pending["billing_cycle_anchor"] or subscription["billing_cycle_anchor"]
    renews_at = pending["_items"][0]["current_period_end"]
    books.call_at("subscription.renew", subscription["id"], renews_at)
    books.call_off(subscription["id"], "subscription.pending_update")
    subscriptions.turn(
        books, subscription, items=items, billing_cycle_anchor=anchor, pending_update=None
    )
    if not pending["_is_fresh"]:
        events.emit(books, "customer.subscription.pending_update_applied", subscription)


def _failed(books: Books, invoice: Json, subscription: Json) -> Json:
    is_first = invoice["billing_reason"] == "subscription_create"
    is_pending = subscription["pending_update"] is not None
    tries = invoice["attempt_count"]
    again_at = None
    if not is_first and not is_pending and tries < len(RETRIES):
        again_at = books.now + RETRIES[tries]
        books.call_at("invoice.retry", invoice["id"], again_at)
    invoices.fail(books, invoice, again_at=again_at)
    books.save(subscription)
    if is_first or is_pending:
        return invoice
    if again_at is not None:
        if subscription["status"] not in {"past_due", *subscriptions.ENDED}:
            subscriptions.turn(books, subscription, status="past_due")
    elif not books.knob("is_unpaid_kept"):
        subscriptions.end(books, subscription, reason="payment_failed")
    else:
        subscriptions.turn(books, subscription, status="unpaid")
    return invoice
