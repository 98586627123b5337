"""Charges: what became of each try to pay. Source: docs.stripe.com/api/charges."""

import copy

from premium.fakestripe import balance, events
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

DECLINED = {
    "code": "card_declined",
    "decline_code": "generic_decline",
    "message": "Your card was declined.",
    "type": "card_error",
}
_EMPTY = dict.fromkeys((
    "application", "application_fee", "application_fee_amount", "balance_transaction",
    "failure_balance_transaction", "failure_code", "failure_message", "on_behalf_of",
    "receipt_email", "receipt_number", "receipt_url", "review", "shipping", "source",
    "source_transfer", "statement_descriptor", "statement_descriptor_suffix", "transfer_data",
    "transfer_group",
))  # fmt: skip


def new(books: Books, intent: Json, method: Json, *, status: str) -> Json:
    """Write a try to pay down: pending, succeeded or failed."""
    fields: Json = {
        **_EMPTY,
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "TEST",
        "captured": status != "failed",
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "fraud_details": {},
        "metadata": copy.deepcopy(intent["metadata"]),
        "outcome": None,
        "paid": status == "succeeded",
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"type": method["type"], method["type"]: method[method["type"]]},
        "refunded": False,
        "status": status,
    }
    return books.add("charge", fields)


def succeed(books: Books, charge: Json) -> None:
    """Let the money of a charge arrive."""
    charge.update(status="succeeded", paid=True, amount_captured=charge["amount"])
    charge["balance_transaction"] = balance.move(books, charge, kind="charge")["id"]
    charge["outcome"] = _outcome("authorized", "approved_by_network")
    events.emit(books, "charge.succeeded", books.save(charge))


def fail(books: Books, charge: Json) -> None:
    """Let no money arrive."""
    charge.update(status="failed", paid=False, captured=False)
    charge.update(failure_code=DECLINED["code"], failure_message=DECLINED["message"])
    charge["outcome"] = _outcome("issuer_declined", "declined_by_network")
    events.emit(books, "charge.failed", books.save(charge))


def _outcome(kind: str, network: str) -> Json:
    return {
        "network_status": network,
        "reason": None if kind == "authorized" else DECLINED["decline_code"],
        "risk_level": "normal",
        "seller_message": DECLINED["message"] if kind != "authorized" else "Payment complete.",
        "type": kind,
    }


def update(books: Books, params: Params, identity: str) -> Json:
    """Change what is noted about a charge."""
    params.only("metadata", "description", "expand")
    charge = books.get("charge", identity)
    before = copy.deepcopy(charge)
    charge["metadata"] = params.metadata(charge["metadata"])
    if params.has("description"):
        charge["description"] = params.text("description")
    events.changed(books, "charge.updated", before, books.save(charge))
    return charge
