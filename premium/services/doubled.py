"""Somebody who paid for two subscriptions: the one that began first stays.

The other one is ended at Stripe and what was paid for it goes back in full, on the record: nobody
meant to pay twice for the same time. Runs as the service, outside a transaction. Times are aware
UTC. Raises Trouble.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from cms import audit
from premium import gateway
from premium.models import Payment, Subscription
from premium.payment_states import Status
from premium.selectors import subscriptions as current
from premium.services import customers, settling, subscriptions

_TAKEN: Final = frozenset({Status.COMPLETED, Status.PARTIALLY_REFUNDED})
_WHY: Final = "a second subscription at a time: ended, and paid back"


def end(*, subscription_id: str, at: datetime) -> bool:
    """End a subscription that began beside another, pay it back; return whether it was one.

    It may be asked for again: what is ended stays ended, and is paid back once.
    """
    row = Subscription.objects.filter(stripe_subscription=subscription_id).first()
    kept = current.kept_instead_of(row) if row is not None else None
    if row is None or kept is None:
        return False
    if row.is_open:
        gateway.end_subscription(subscription_id)
        subscriptions.sync(subscription_id=subscription_id, at=at)
    for invoice in reversed(gateway.invoices(subscription_id)):
        payment = subscriptions.payment_of(invoice, at=at)
        payment = payment and settling.settle(payment_id=payment.pk, at=at)
        if payment is not None and payment.status in _TAKEN and payment.stripe_payment_intent:
            _pay_back(payment, kept, at)
    return True


def _pay_back(payment: Payment, kept: Subscription, at: datetime) -> None:
    gateway.refund(
        intent_id=str(payment.stripe_payment_intent),
        amount=None,
        # As staff's own decision is named: of the two at once, one pays back.
        key=f"refund:{payment.pk}:{payment.amount_refunded}",
        metadata=customers.metadata(payment),
    )
    settling.settle(payment_id=payment.pk, at=at)
    with transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(attention=_WHY)
        audit.record(
            action="subscription.doubled",
            actor=None,
            target=payment,
            after={"kept": kept.stripe_subscription, "ended": payment.stripe_subscription},
            reason=_WHY,
        )
