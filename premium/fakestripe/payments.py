"""Payment intents: that somebody is to pay. Source: docs.stripe.com/api/payment_intents."""

import secrets

from premium.fakestripe import charges, errors, events
from premium.fakestripe.books import Books
from premium.fakestripe.calendars import DAY
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

SETTLES_AFTER = 3 * DAY  # seconds a delayed method takes
_EMPTY = dict.fromkeys((
    "canceled_at", "cancellation_reason", "client_secret", "description", "last_payment_error",
    "latest_charge", "next_action", "on_behalf_of", "payment_method", "processing",
    "receipt_email", "review", "setup_future_usage", "shipping", "source", "statement_descriptor",
    "transfer_data", "transfer_group",
))  # fmt: skip


def new(
    books: Books, *, amount: int, currency: str, customer: str | None, metadata: dict[str, str]
) -> Json:
    """Write down that an amount, in the currency's smallest unit, is to be paid."""
    fields: Json = {
        **_EMPTY,
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "confirmation_method": "automatic",
        "currency": currency,
        "customer": customer,
        "metadata": metadata,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }
    intent = books.add("payment_intent", fields)
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(12)}"
    events.emit(books, "payment_intent.created", books.save(intent))
    return intent


def pay(books: Books, intent: Json, method: Json, *, fails: bool = False) -> Json:
    """Try to pay with a method, and return the intent, whose status tells how that went.

    It is succeeded, requires_payment_method (declined), or processing (a delayed method).
    """
    intent.update(payment_method=method["id"], payment_method_types=[method["type"]])
    if fails or method["_behaviour"] == "declines":
        return _decline(books, intent, _charge(books, intent, method, "failed"))
    if method["type"] == "card":
        return _succeed(books, intent, _charge(books, intent, method, "succeeded"))
    events.emit(books, "charge.pending", _charge(books, intent, method, "pending"))
    intent["status"] = "processing"
    events.emit(books, "payment_intent.processing", books.save(intent))
    books.call_at("payment.settle", intent["id"], books.now + SETTLES_AFTER)
    return intent


def settle(books: Books, intent: Json, *, fails: bool = False) -> Json:
    """End the waiting of a delayed method, one way or the other."""
    books.call_off(intent["id"], "payment.settle")
    charge = books.get("charge", intent["latest_charge"])
    return _decline(books, intent, charge) if fails else _succeed(books, intent, charge)


def _charge(books: Books, intent: Json, method: Json, status: str) -> Json:
    charge = charges.new(books, intent, method, status=status)
    intent["latest_charge"] = charge["id"]
    return charge


def _succeed(books: Books, intent: Json, charge: Json) -> Json:
    charges.succeed(books, charge)
    intent.update(status="succeeded", amount_received=intent["amount"], last_payment_error=None)
    events.emit(books, "payment_intent.succeeded", books.save(intent))
    return intent


def _decline(books: Books, intent: Json, charge: Json) -> Json:
    charges.fail(books, charge)
    error = {**charges.DECLINED, "charge": charge["id"]}
    intent.update(status="requires_payment_method", last_payment_error=error, payment_method=None)
    events.emit(books, "payment_intent.payment_failed", books.save(intent))
    return intent


def update(books: Books, params: Params, identity: str) -> Json:
    """Change what is noted about an intent."""
    params.only("metadata", "description", "expand")
    intent = books.get("payment_intent", identity)
    intent["metadata"] = params.metadata(intent["metadata"])
    if params.has("description"):
        intent["description"] = params.text("description")
    return books.save(intent)


def give_up(books: Books, intent: Json, *, reason: str | None = None) -> Json:
    """Cancel an intent that has not been paid. Raises Refused otherwise."""
    status = intent["status"]
    if status in {"succeeded", "processing", "canceled"}:
        said = f"You cannot cancel this PaymentIntent because it has a status of {status}."
        raise errors.Refused(said, code="payment_intent_unexpected_state")
    intent.update(status="canceled", canceled_at=books.now, cancellation_reason=reason)
    events.emit(books, "payment_intent.canceled", books.save(intent))
    return intent


def cancel(books: Books, params: Params, identity: str) -> Json:
    """Give an intent up, as a request asks."""
    params.only("cancellation_reason", "expand")
    reason = params.text("cancellation_reason")
    return give_up(books, books.get("payment_intent", identity), reason=reason)
