"""What an event of Stripe's is about. It is a hint that something happened: what, is asked.

Runs as the login role or the service, in the transaction that notes the event. `at` is aware UTC.
Raises Trouble, on which the event is to be tried again.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from premium import gateway, observing
from premium.models import Payment
from premium.observing import Json
from premium.services import customers, renewals, settling, subscriptions

_log = logging.getLogger(__name__)


def handle(*, about: Json, at: datetime) -> None:
    """Bring up to date whatever an event's object belongs to; nothing for what is not ours."""
    act = _ACTS.get(str(about.get("object")))
    if act is not None:
        act(about, at)


def _checkout(session: Json, at: datetime) -> None:
    payment = Payment.objects.filter(stripe_session_id=session["id"]).first()
    if payment is None:
        # The answer that would have told us the session's id may have been lost.
        payment = customers.by_metadata(session)
    if payment is not None and payment.stripe_session_id in {None, session["id"]}:
        settling.settle(payment_id=payment.pk, at=at, session_id=session["id"])
    else:  # of another page than ours
        _settle(None, session, at)


def _subscription(found: Json, at: datetime) -> None:
    subscriptions.sync(subscription_id=found["id"], at=at)


def _invoice(about: Json, at: datetime) -> None:
    invoice = gateway.invoice(about["id"])
    subscription_id = observing.subscription_of(invoice)
    if not subscription_id:
        return
    if invoice["status"] == "paid":
        _settle(subscriptions.payment_of(invoice, at=at), invoice, at)
    else:
        renewals.unpaid(invoice, at=at)


def _charge(about: Json, at: datetime) -> None:
    intent_id = observing.identity(about.get("payment_intent"))
    if not intent_id:
        return
    payment = Payment.objects.filter(stripe_payment_intent=intent_id).first()
    if payment is None:
        payment = customers.by_metadata(gateway.payment_intent(intent_id))
    if payment is None:
        invoice_id = gateway.invoice_of(intent_id)
        invoice = gateway.invoice(invoice_id) if invoice_id else None
        payment = subscriptions.payment_of(invoice, at=at) if invoice is not None else None
    _settle(payment, about, at)


def _settle(payment: Payment | None, about: Json, at: datetime) -> None:
    if payment is None:
        _log.info("%s %s is nobody's here", about["object"], about["id"])
        return
    settling.settle(payment_id=payment.pk, at=at)


_ACTS: Final[dict[str, Callable[[Json, datetime], None]]] = {
    "checkout.session": _checkout,
    "subscription": _subscription,
    "invoice": _invoice,
    "charge": _charge,
    "refund": _charge,
    "dispute": _charge,
}
