"""Somebody who paid for two subscriptions: the one that began first stays.

The other one is to end, and what was paid for it to go back in full: nobody meant to pay twice for
the same time. Both are orders, written down with what they are for before Stripe is asked, as those
of staff are. Runs as the service. Times are aware UTC. Raises Trouble.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from cms import audit
from premium import gateway
from premium.models import Payment, Subscription
from premium.payment_states import Status
from premium.selectors import subscriptions as current
from premium.services import refunds, settling, stopping, subscriptions

_TAKEN: Final = frozenset({Status.COMPLETED, Status.PARTIALLY_REFUNDED})
WHY: Final = "a second subscription at a time: ended, and paid back"
_LOOK: Final = "a second subscription at a time: ended; it has run for longer, what is to go back?"


def end(*, subscription_id: str, at: datetime) -> bool:
    """Order the end of a subscription that began beside another; return whether it is one.

    It may be asked for again: what was ordered stays one order. What ran for more than one period
    was used meanwhile: of that, staff decide.
    """
    if _second(subscription_id) is None:
        return False
    for invoice in gateway.invoices(subscription_id):  # their events may still be on the way
        payment = subscriptions.payment_of(invoice, at=at)
        if payment is not None:
            settling.settle(payment_id=payment.pk, at=at)
    with transaction.atomic():
        return _order(subscription_id, at)


def _second(subscription_id: str) -> tuple[Subscription, Subscription] | None:
    row = Subscription.objects.filter(stripe_subscription=subscription_id).first()
    kept = current.kept_instead_of(row) if row is not None else None
    return None if row is None or kept is None else (row, kept)


def _order(subscription_id: str, at: datetime) -> bool:
    # Payments first, as their writers do.
    rows = Payment.objects.select_for_update(of=("self",))
    held = list(rows.filter(stripe_subscription=subscription_id).order_by("pk"))
    list(Subscription.objects.select_for_update().filter(stripe_subscription=subscription_id))
    found = _second(subscription_id)  # the other one may have been ended meanwhile
    if found is None:
        return False
    row, kept = found
    stopping.ask_end(row)
    paid = [one for one in held if one.paid_at is not None]
    left = [one for one in paid if one.status in _TAKEN and one.stripe_payment_intent]
    if len(paid) > 1:
        _leave_to_staff(left)
    else:
        _pay_back(left, kept, at)
    return True


def _pay_back(payments: Sequence[Payment], kept: Subscription, at: datetime) -> None:
    for payment in payments:
        if payment.refund_asked_at is not None or refunds.REFUSED in payment.attention:
            continue  # ordered before; what was refused is for staff to see to
        Payment.objects.filter(pk=payment.pk, attention="").update(attention=WHY)
        audit.record(
            action="subscription.doubled",
            actor=None,
            target=payment,
            after={"kept": kept.stripe_subscription, "ended": payment.stripe_subscription},
            reason=WHY,
        )
        refunds.order(payment=payment, actor=None, reason=WHY, at=at)


def _leave_to_staff(payments: Sequence[Payment]) -> None:
    ids = [payment.pk for payment in payments]
    Payment.objects.filter(pk__in=ids, attention="").update(attention=_LOOK)
