"""What Stripe's objects say of a payment or a subscription. Pure: objects in, facts out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from numoraq.lib.money import Money
from premium.payment_states import Dispute, Refund, State, Way

type Json = dict[str, Any]

# Source: docs.stripe.com/currencies, zero-decimal currencies. Others have hundredths; those with
# thousandths are not sold in.
ZERO_DECIMAL: Final = frozenset({
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
})  # fmt: skip
_THOUSANDTHS: Final = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
_DISPUTES: Final = {
    "needs_response": Dispute.OPEN,
    "under_review": Dispute.OPEN,
    "won": Dispute.WON,
    "lost": Dispute.LOST,
}  # an inquiry (warning_…) has moved no money
_NOT_GIVEN: Final = {"failed", "canceled"}  # refunds
_GIVEN_UP: Final = {"requires_payment_method", "canceled"}


def smallest(money: Money) -> int:
    """Return an amount in the smallest unit of its currency, as Stripe counts.

    Raises ValueError for an amount that has a fraction of it, and for currencies not sold in.
    """
    if money.currency in _THOUSANDTHS:
        raise ValueError(money.currency)
    units = money.amount.scaleb(_places(money.currency))
    if units != units.to_integral_value():
        raise ValueError(f"{money.amount} {money.currency}")
    return int(units)


def amount(units: int, currency: str) -> Decimal:
    """Return a number of smallest units as an amount of its currency, in whatever case."""
    return Decimal(units).scaleb(-_places(currency.upper()))


def _places(currency: str) -> int:
    return 0 if currency in ZERO_DECIMAL else 2


def moment(seconds: int | None) -> datetime | None:
    """Return Unix seconds as aware UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look at Stripe shows of a payment. Amounts are in the currency's own unit."""

    state: State = field(default_factory=State)
    paid: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    paid_at: datetime | None = None
    receipt_url: str = ""
    customer: str = ""
    subscription: str = ""
    invoice: str | None = None
    intent: str | None = None


def way(session: Json | None, invoice: Json | None, intent: Json | None) -> Way:
    """Return how far paying came, by the checkout, or the invoice where there was none."""
    if session is None:
        return Way.PAID if invoice and invoice["status"] == "paid" else Way.PENDING
    if session["status"] != "complete":
        return Way.EXPIRED if session["status"] == "expired" else Way.PENDING
    if session["payment_status"] != "unpaid":
        return Way.PAID
    # The session says unpaid for good: what came of a delayed payment, its intent tells.
    if intent is not None and intent["status"] == "succeeded":
        return Way.PAID
    return Way.FAILED if intent and intent["status"] in _GIVEN_UP else Way.PROCESSING


def refund(charge: Json | None) -> Refund:
    """Return how much of a charge went back."""
    units = returned(charge)[0] if charge is not None else 0
    if charge is None or not units:
        return Refund.NONE
    return Refund.FULL if units >= charge["amount"] else Refund.PART


def returned(charge: Json) -> tuple[int, int]:
    """Return the smallest units that went back of a charge, and how many refunds of it failed.

    Both by the same list, so that they are of one moment.
    """
    listed = charge.get("refunds") or {"data": [], "has_more": True}
    failed = [one for one in listed["data"] if one["status"] in _NOT_GIVEN]
    if listed["has_more"]:
        return int(charge["amount_refunded"]), len(failed)
    given = (one["amount"] for one in listed["data"] if one not in failed)
    return sum(given), len(failed)


def dispute(found: list[Json]) -> tuple[Dispute, int]:
    """Return how disputes about one charge stand, and how many there were before the latest.

    Lost weighs most, then open, then won.
    """
    states = [_DISPUTES[one["status"]] for one in found if one["status"] in _DISPUTES]
    for weighty in (Dispute.LOST, Dispute.OPEN, Dispute.WON):
        if weighty in states:
            return weighty, len(states) - 1
    return Dispute.NONE, 0


def subscription_of(invoice: Json) -> str:
    """Return the id of the subscription an invoice is for, nothing when it is for none."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    return identity(details.get("subscription"))


def period_of(invoice: Json) -> tuple[datetime, datetime] | None:
    """Return what time an invoice pays for, by its lines: its own period is the one before.

    Lines that give back what a change of plans left unused do not count.
    """
    periods = [line["period"] for line in invoice["lines"]["data"] if line["amount"] >= 0]
    if not periods:
        return None
    starts, ends = (
        min(one["start"] for one in periods),
        max(one["end"] for one in periods),
    )
    return (_aware(starts), _aware(ends)) if starts < ends else None


def prices_of(invoice: Json) -> list[str]:
    """Return the ids of the prices an invoice charges, those it gives back left out."""
    lines = [line for line in invoice["lines"]["data"] if line["amount"] >= 0]
    found = ((line.get("pricing") or {}).get("price_details") or {} for line in lines)
    return [identity(one["price"]) for one in found if one.get("price")]


def period_end(subscription: Json) -> datetime | None:
    """Return when the running period of a subscription ends; its items tell."""
    ends = [item["current_period_end"] for item in subscription["items"]["data"]]
    return moment(max(ends)) if ends else None


def price_of(subscription: Json) -> Json:
    """Return the price a subscription renews at."""
    found: Json = subscription["items"]["data"][0]["price"]
    return found


def renews(subscription: Json) -> bool:
    """Return whether a subscription goes on by itself after its period."""
    return not (subscription["cancel_at_period_end"] or subscription.get("cancel_at"))


def identity(value: Any) -> str:
    """Return the id of what may be an id, an object, or nothing."""
    return str(value["id"]) if isinstance(value, dict) else str(value or "")


def _aware(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
