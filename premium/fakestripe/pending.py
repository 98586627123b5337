"""Changes that wait for their payment.

Source: docs.stripe.com/billing/subscriptions/pending-updates.
"""

import copy

from premium.fakestripe import events, invoices
from premium.fakestripe.books import Books
from premium.fakestripe.shapes import Json

_FOR = 23 * 3600  # seconds an update waits for its payment
_ASKS_AGAIN = 3600  # seconds until it is looked whether a delayed payment has come


def note(books: Books, subscription: Json, items: list[Json], *, anchor: int | None) -> None:
    """Note a change that is still to be paid."""
    subscription["pending_update"] = {
        "billing_cycle_anchor": anchor,
        "expires_at": books.now + _FOR,
        "subscription_items": copy.deepcopy(items),
        "trial_end": None,
        "trial_from_plan": None,
        "_is_fresh": True,
        "_items": items,
    }
    books.save(subscription)


def wait(books: Books, identity: str) -> None:
    """Have a change that was noted wait, since it could not be paid at once."""
    subscription = books.get("subscription", identity)
    subscription["pending_update"]["_is_fresh"] = False
    events.emit(books, "customer.subscription.updated", books.save(subscription))
    books.call_at("subscription.pending_update", identity, books.now + _FOR)


def forget(books: Books, identity: str) -> None:
    """Drop an update that waited in vain for its payment."""
    subscription = books.get("subscription", identity)
    if subscription["pending_update"] is None:
        return
    invoice = books.get("invoice", subscription["latest_invoice"])
    if invoices.is_on_the_way(books, invoice):
        books.call_at("subscription.pending_update", identity, books.now + _ASKS_AGAIN)
        return
    if invoice["status"] == "open":
        invoices.close(books, invoice, how="void")
    subscription["pending_update"] = None
    events.emit(books, "customer.subscription.pending_update_expired", books.save(subscription))
