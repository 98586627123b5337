"""Refunds. Source: docs.stripe.com/api/refunds."""

import copy

from premium.fakestripe import balance, errors, events
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create(books: Books, params: Params) -> Json:
    """Give a charge back, or a part of it."""
    params.only("charge", "payment_intent", "amount", "reason", "metadata", "expand")
    charge = _charge(books, params)
    reason = params.choice("reason", _REASONS) if params.text("reason") else None
    amount = params.integer("amount", least=1)
    return give_back(books, charge, amount=amount, reason=reason, metadata=params.metadata())


def _charge(books: Books, params: Params) -> Json:
    if named := params.text("charge"):
        return books.get("charge", named, param="charge")
    if named := params.text("payment_intent"):
        intent = books.get("payment_intent", named, param="payment_intent")
        if intent["status"] != "succeeded":
            said = f"This PaymentIntent ({named}) does not have a successful charge to refund."
            raise errors.invalid("payment_intent", said)
        return books.get("charge", intent["latest_charge"])
    raise errors.required("charge")


def give_back(
    books: Books,
    charge: Json,
    *,
    amount: int | None = None,
    reason: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Json:
    """Refund a charge; without an amount, all that is left of it. Raises Refused."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    _check(charge, amount=amount, left=left)
    before = copy.deepcopy(charge)
    fields: Json = {
        "amount": left if amount is None else amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": metadata or {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    refund = books.add("refund", fields)
    refund["balance_transaction"] = balance.move(books, refund, kind="refund")["id"]
    charge["amount_refunded"] += refund["amount"]
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    books.save(charge)
    events.emit(books, "refund.created", books.save(refund))
    events.changed(books, "charge.refunded", before, charge)
    events.emit(books, "refund.updated", refund, previous={})
    events.emit(books, "charge.refund.updated", refund, previous={})
    return refund


def fail(books: Books, refund: Json) -> Json:
    """Have the bank not take a refund: its money comes back. Raises Refused unless it was given.

    Source: docs.stripe.com/refunds, failed refunds.
    """
    if refund["status"] != "succeeded":
        raise errors.invalid("refund", "Only a refund that was given can fail.")
    before = copy.deepcopy(refund)
    back = balance.move(books, refund, kind="refund_back")
    refund.update(
        status="failed",
        failure_reason="expired_or_canceled_card",
        failure_balance_transaction=back["id"],
    )
    charge = books.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    books.save(charge)
    events.changed(books, "refund.updated", before, books.save(refund))
    events.emit(books, "refund.failed", refund)
    events.changed(books, "charge.refund.updated", before, refund)
    return refund


def _check(charge: Json, *, amount: int | None, left: int) -> None:
    if charge["status"] != "succeeded":
        raise errors.invalid("charge", "This charge has not succeeded and cannot be refunded.")
    if charge["disputed"]:
        said = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise Refused(said, code="charge_disputed")
    if left <= 0:
        said = f"Charge {charge['id']} has already been refunded."
        raise Refused(said, code="charge_already_refunded")
    if amount is not None and amount > left:
        said = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise errors.invalid("amount", said)


def update(books: Books, params: Params, identity: str) -> Json:
    """Change what is noted about a refund."""
    params.only("metadata", "expand")
    refund = books.get("refund", identity)
    before = copy.deepcopy(refund)
    refund["metadata"] = params.metadata(refund["metadata"])
    events.changed(books, "refund.updated", before, books.save(refund))
    return refund
