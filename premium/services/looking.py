"""One look at how Stripe says a payment stands. It reads, and writes nothing."""

from dataclasses import dataclass
from decimal import Decimal

from numoraq.lib.money import Money
from premium import gateway, observing
from premium.models import Payment
from premium.observing import Json, Seen
from premium.payment_states import State, Way
from premium.services import prices


@dataclass(frozen=True, slots=True)
class Found:
    """The objects of Stripe that a payment stands for; those that are not there yet are None."""

    session: Json | None = None
    invoice: Json | None = None
    intent: Json | None = None
    charge: Json | None = None
    plan: str = ""  # that the invoice charges for


def find(payment: Payment) -> Found:
    """Fetch what a payment stands for. Raises Trouble."""
    session = gateway.checkout(payment.stripe_session_id) if payment.stripe_session_id else None
    invoice_id = observing.identity((session or {}).get("invoice")) or payment.stripe_invoice
    invoice = gateway.invoice(invoice_id) if invoice_id else None
    intent_id = observing.identity((session or {}).get("payment_intent"))
    intent_id = intent_id or payment.stripe_payment_intent or ""
    if invoice is not None:
        intent_id = intent_of(invoice) or intent_id
    intent = gateway.payment_intent(intent_id) if intent_id else None
    charge_id = observing.identity((intent or {}).get("latest_charge"))
    charge = gateway.charge(charge_id) if charge_id else None
    plan = prices.plan_of_invoice(invoice) if invoice is not None else ""
    return Found(session, invoice, intent, charge, plan)


def intent_of(invoice: Json) -> str:
    """Return the id of the payment intent by which an invoice is paid, or is to be."""
    payments = gateway.payments_of(invoice["id"])
    # The paid one first: a failed try may have left another.
    payments.sort(key=lambda one: one["status"] != "paid")
    found = ((one.get("payment") or {}).get("payment_intent") for one in payments)
    return next((observing.identity(one) for one in found if one), "")


def seen(found: Found) -> Seen:
    """Return what some objects say, asking for the disputes of a charge that has any."""
    charge, intent = found.charge, found.intent
    disputes = []
    if charge is not None and charge["disputed"] and intent is not None:
        disputes = gateway.disputes(intent["id"])
    session, invoice = found.session or {}, found.invoice or {}
    way = observing.way(found.session, found.invoice, intent)
    currency = str(session.get("currency") or invoice.get("currency") or "").upper()
    # A charge that failed brought nothing.
    money = charge if charge is not None and charge["paid"] else None
    units, failed = observing.returned(money) if money is not None else (0, 0)
    fought, earlier = observing.dispute(disputes)
    return Seen(
        state=State(way, observing.refund(money), fought, failed, earlier),
        paid=_paid(found, way, currency),
        refunded=observing.amount(units, currency),
        paid_at=observing.moment(money["created"]) if money else None,
        receipt_url=str(
            (money or {}).get("receipt_url") or invoice.get("hosted_invoice_url") or ""
        ),
        customer=observing.identity(session.get("customer") or invoice.get("customer")),
        subscription=observing.identity(session.get("subscription"))
        or (observing.subscription_of(invoice) if invoice else ""),
        invoice=invoice.get("id"),
        intent=intent["id"] if intent else None,
    )


def misfit(payment: Payment, session: Json) -> str:
    """Return what of a checkout is not as our row has it, nothing when all is.

    Nobody but us opens one, so that this finds mistakes and meddling, not customers' choices.
    """
    asked = Money(payment.amount, payment.currency)
    told = {
        "payment": (session.get("metadata") or {}).get("payment_session") == str(payment.pk),
        "person": session.get("client_reference_id") == str(payment.user_id),
        "currency": str(session.get("currency", "")).upper() == payment.currency,
        "amount": (session.get("amount_total") or 0) >= observing.smallest(asked),
    }
    return ", ".join(name for name, is_right in told.items() if not is_right)


def _paid(found: Found, way: Way, currency: str) -> Decimal:
    if found.charge is not None and found.charge["paid"]:
        return observing.amount(found.charge["amount"], currency)
    if way is not Way.PAID:
        return Decimal(0)
    if found.invoice is not None:
        return observing.amount(found.invoice["amount_paid"], currency)
    return observing.amount((found.session or {}).get("amount_total") or 0, currency)
