"""Disputes: a buyer has the bank take a payment back. Source: docs.stripe.com/api/disputes."""

from premium.fakestripe import balance, errors, events
from premium.fakestripe.books import Books
from premium.fakestripe.calendars import DAY
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_ANSWER_IN = 7 * DAY  # seconds


def begin(books: Books, charge: Json) -> Json:
    """Have a charge disputed: its money is gone at once. Raises Refused.

    A bank may open another one after it lost the first.
    """
    is_over = any(one["status"] != "won" for one in books.find("dispute", charge=charge["id"]))
    if charge["status"] != "succeeded" or is_over or charge["refunded"]:
        raise errors.invalid("charge", "Only a charge whose money is here can be disputed.")
    details = {"due_by": books.now + _ANSWER_IN, "has_evidence": False, "past_due": False}
    fields: Json = {
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {**details, "submission_count": 0},
        "is_charge_refundable": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {"brand": "visa", "case_type": "chargeback", "network_reason_code": "10"},
            "type": "card",
        },
        "reason": "fraudulent",
        "status": "needs_response",
    }
    dispute = books.add("dispute", fields)
    charge["disputed"] = True
    books.save(charge)
    dispute["balance_transactions"] = [balance.move(books, dispute, kind="adjustment")]
    events.emit(books, "charge.dispute.created", books.save(dispute))
    events.emit(books, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def end(books: Books, dispute: Json, *, won: bool) -> Json:
    """Have the bank decide. Raises Refused for a dispute that is decided already."""
    _check_open(dispute)
    dispute["status"] = "won" if won else "lost"
    if won:
        back = balance.move(books, dispute, kind="adjustment_back")
        dispute["balance_transactions"].append(back)
    events.emit(books, "charge.dispute.closed", books.save(dispute))
    if won:
        events.emit(books, "charge.dispute.funds_reinstated", dispute)
    return dispute


def _check_open(dispute: Json) -> None:
    if dispute["status"] in {"won", "lost"}:
        raise errors.Refused("This dispute is already closed.", code="dispute_already_closed")


def close(books: Books, params: Params, identity: str) -> Json:
    """Accept a dispute, which is to lose it."""
    params.only("expand")
    return end(books, books.get("dispute", identity), won=False)


def update(books: Books, params: Params, identity: str) -> Json:
    """Note something about a dispute, or answer it with evidence."""
    params.only("metadata", "evidence", "submit", "expand")
    dispute = books.get("dispute", identity)
    if params.has("evidence"):
        _check_open(dispute)
    dispute["metadata"] = params.metadata(dispute["metadata"])
    dispute["evidence"] = {**dispute["evidence"], **params.inner("evidence").data}
    if params.has("evidence") and params.boolean("submit", True):
        dispute["status"] = "under_review"
        dispute["evidence_details"]["has_evidence"] = True
        dispute["evidence_details"]["submission_count"] += 1
    events.emit(books, "charge.dispute.updated", books.save(dispute), previous={})
    return dispute
