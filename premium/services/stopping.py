"""Subscriptions whose money went back: their renewal is stopped, so that nobody pays again.

What is decided is written down first, with the audit entry; Stripe is asked by a job after the
commit, again and again if need be: ending what has ended changes nothing. Times are aware UTC.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms import audit
from numoraq.lib import jobs
from premium import gateway
from premium.gateway import Trouble
from premium.models import Payment, Subscription
from premium.payment_states import Dispute, State, Status
from premium.services import subscriptions

_STANDING = (Status.COMPLETED, Status.PARTIALLY_REFUNDED, Status.DISPUTED)
_SHOWN = ("status", "renews", "wanted")


def follow(payment: Payment, *, before: State) -> str:
    """Stop what renews when its money went back, or is fought over.

    All of the latest payment back ends the subscription at once, unless staff chose that it goes
    on; that of an earlier period does not. A dispute, about whichever payment, has it end with its
    period. Runs in the transaction of the payment, once for each change of how it stands. Returns
    what Stripe is asked for, nothing when for nothing.
    """
    if payment.kind != Payment.Kind.SUBSCRIPTION or payment.status == before.status:
        return ""
    wanted = _wanted(payment)
    rows = Subscription.objects.filter(stripe_subscription=payment.stripe_subscription)
    row = rows.exclude(status__in=Subscription.OVER).first()
    if row is None or not wanted or (wanted == "stop" and not row.renews):
        return ""
    _ask(row, wanted)
    return wanted


@transaction.atomic
def end(*, subscription: Subscription, actor: User, reason: str) -> None:
    """Have a subscription end now; once more while Stripe has not done it. Acts as staff.

    Raises ValidationError when it has ended.
    """
    if not subscription.is_open:
        raise ValidationError(_("It has ended already."))
    _ask(subscription, Subscription.Wanted.END)
    audit.record(
        action="subscription.end_asked",
        actor=actor,
        target=subscription,
        before={"wanted": subscription.wanted},
        after={"wanted": "end"},
        reason=reason,
    )


def carry_out(*, subscription_id: UUID, at: datetime) -> bool:
    """Ask Stripe what is still to be asked of it for a subscription; return whether it was.

    Runs as the service, outside a transaction. Raises Trouble, and may be called again.
    """
    row = Subscription.objects.filter(pk=subscription_id).first()
    if row is None or not row.wanted:
        return False
    _ask_stripe(row)
    with transaction.atomic():
        after = subscriptions.sync(subscription_id=row.stripe_subscription, at=at) or row
        done = Subscription.objects.filter(pk=row.pk, wanted=row.wanted).update(wanted="")
        after.wanted = ""
        if done:
            before, now = audit.difference(_plain(row), _plain(after))
            audit.record(
                action="subscription.stopped", actor=None, target=row, before=before, after=now
            )
    return done > 0


def waiting() -> list[UUID]:
    """Return the subscriptions for which something is still to be asked."""
    return list(Subscription.objects.exclude(wanted="").values_list("pk", flat=True))


def _ask(row: Subscription, wanted: str) -> None:
    """Note what is wanted, and have a job ask Stripe for it after the commit."""
    rows = Subscription.objects.filter(pk=row.pk)
    if wanted == Subscription.Wanted.STOP:
        rows = rows.exclude(wanted=Subscription.Wanted.END)
    rows.update(wanted=wanted)
    jobs.enqueue("premium.stop_subscription", subscription_id=str(row.pk))


def _wanted(payment: Payment) -> str:
    is_fought = payment.dispute in {Dispute.OPEN, Dispute.LOST}
    is_back = payment.status == Status.REFUNDED and _is_latest(payment)
    if is_back and (is_fought or not payment.keeps_renewing):
        return Subscription.Wanted.END
    return Subscription.Wanted.STOP if is_fought else ""


def _is_latest(payment: Payment) -> bool:
    """Return whether no later payment of the subscription stands."""
    others = Payment.objects.filter(
        stripe_subscription=payment.stripe_subscription, status__in=_STANDING
    )
    later = others.filter(paid_at__gt=payment.paid_at or payment.created_at)
    return not later.exclude(pk=payment.pk).exists()


def _ask_stripe(row: Subscription) -> None:
    if not row.is_open:
        return
    if row.wanted == Subscription.Wanted.STOP:
        if row.stripe_schedule:
            gateway.release_schedule(row.stripe_schedule)
        gateway.change_subscription(row.stripe_subscription, {"cancel_at_period_end": True})
        return
    try:
        gateway.end_subscription(row.stripe_subscription)
    except Trouble as trouble:
        # What has ended is not there to be ended.
        if trouble.is_temporary or not _has_ended(row.stripe_subscription):
            raise


def _has_ended(stripe_id: str) -> bool:
    return gateway.subscription(stripe_id)["status"] in Subscription.OVER


def _plain(row: Subscription) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in _SHOWN}
