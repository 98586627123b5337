"""Refunds that staff order: written down first, then asked of Stripe, after the commit.

An order is a moment on the payment, and its key at Stripe is made of that: however often it is
carried out, and whatever answer gets lost, money goes back once. Times are aware UTC.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from cms import audit
from numoraq.lib import jobs
from premium import gateway
from premium.models import Payment
from premium.payment_states import Status
from premium.services import customers, settling
from premium.trouble import Trouble

REFUSED: Final = "could not be paid back"  # then why
_REFUNDABLE = frozenset({Status.COMPLETED, Status.PARTIALLY_REFUNDED})
_QUIET: Final = timedelta(minutes=15)  # in which the job itself sees to it
_AT_ONCE: Final = 50


@transaction.atomic
def order(
    *, payment: Payment, actor: User | None, reason: str, at: datetime, goes_on: bool = False
) -> None:
    """Have all that is left of a payment paid back, and what it gave taken back.

    Unless it `goes_on`, the subscription it is for ends, too. An order that Stripe has not
    confirmed is sent again, not given a second time. Without an `actor` it is an order of the
    product's own. Raises ValidationError.
    """
    row = Payment.objects.select_for_update().get(pk=payment.pk)
    if row.status not in _REFUNDABLE or not row.stripe_payment_intent:
        raise ValidationError(_("Only what was paid can be paid back, once."))
    asked_at = row.refund_asked_at or at
    Payment.objects.filter(pk=row.pk).update(refund_asked_at=asked_at, keeps_renewing=goes_on)
    audit.record(
        action="payment.refund_asked",
        actor=actor,
        target=row,
        before={"status": row.status, "amount_refunded": str(row.amount_refunded)},
        after={"refund_asked_at": asked_at.isoformat(), "subscription_goes_on": goes_on},
        reason=reason,
    )
    jobs.enqueue("premium.pay_back", payment_id=str(row.pk))


def carry_out(*, payment_id: UUID, at: datetime) -> bool:
    """Ask Stripe for a refund that was ordered; return whether the money went back.

    Runs as the service, outside a transaction. Raises Trouble, and may be called again.
    """
    payment = Payment.objects.filter(pk=payment_id, refund_asked_at__isnull=False).first()
    if payment is None or payment.refund_asked_at is None:
        return False
    refusal = payment.status
    if payment.status in _REFUNDABLE:
        refusal = _pay_back(payment, payment.refund_asked_at)
    settling.settle(payment_id=payment.pk, at=at)
    return _close(payment, refusal)


def carry_out_or_say(*, payment_id: UUID, at: datetime) -> None:
    """Carry an order out; put its payment on the list to look at while Stripe does not answer.

    The order stays. Raises Trouble.
    """
    try:
        carry_out(payment_id=payment_id, at=at)
    except Trouble as trouble:
        rows = Payment.objects.filter(pk=payment_id, refund_asked_at__isnull=False)
        free = rows.filter(Q(attention="") | Q(attention__startswith=REFUSED))
        free.update(attention=f"{REFUSED} yet: {trouble.cause}"[:500])
        raise


def overdue(*, at: datetime) -> list[UUID]:
    """Return payments whose refund was ordered a while ago and is not confirmed.

    At random, so that those which go wrong every time keep nobody else waiting.
    """
    rows = Payment.objects.filter(refund_asked_at__lt=at - _QUIET)
    return list(rows.order_by("?").values_list("pk", flat=True)[:_AT_ONCE])


def _pay_back(payment: Payment, asked_at: datetime) -> str:
    """Ask Stripe; return why it refused for good, nothing when it did it."""
    try:
        gateway.refund(
            intent_id=payment.stripe_payment_intent or "",
            amount=None,
            key=f"refund:{payment.pk}:{asked_at.isoformat()}",
            metadata=customers.metadata(payment),
        )
    except Trouble as trouble:
        if trouble.is_temporary:
            raise
        return trouble.cause
    return ""


@transaction.atomic
def _close(before: Payment, refusal: str) -> bool:
    """Note what came of an order, once."""
    rows = Payment.objects.select_for_update().filter(pk=before.pk)
    row = rows.filter(refund_asked_at=before.refund_asked_at).first()
    if row is None:
        return False
    is_back = row.status == Status.REFUNDED
    row.refund_asked_at = None
    said = f"{REFUSED}: {refusal or 'the refund failed'}"
    if not is_back:
        row.keeps_renewing = False  # it was chosen with this refund, and for no other
        known = "" if row.attention.startswith(REFUSED) else row.attention
        row.attention = "; ".join(filter(None, [known, said]))[:500]
    elif row.attention.startswith(REFUSED):
        row.attention = ""
    row.save(update_fields=["refund_asked_at", "keeps_renewing", "attention", "updated_at"])
    audit.record(
        action="payment.refunded" if is_back else "payment.refund_refused",
        actor=None,
        target=row,
        before={"status": before.status, "amount_refunded": str(before.amount_refunded)},
        after={"status": row.status, "amount_refunded": str(row.amount_refunded)},
        reason="" if is_back else said,
    )
    return is_back
