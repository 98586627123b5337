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
from premium.models import Payment, Subscription
from premium.payment_states import Dispute, State, Status
from premium.services import renewing, subscriptions

_STANDING = (Status.COMPLETED, Status.PARTIALLY_REFUNDED, Status.DISPUTED)
_SHOWN = ("status", "renews", "wanted")


def follow(payment: Payment, *, before: State) -> str:
    """Stop what renews when its money went back, or is fought over.

    All of the latest payment back, or of one that staff had paid back, ends the subscription at
    once, unless staff chose that it goes on; that of an earlier period does not. A dispute, about
    whichever payment, has it end with its period; one that is won calls that off where it has not
    been done yet. Runs in the transaction of the payment, once for each change of how it stands.
    Returns what Stripe is asked for, nothing when for nothing.
    """
    if payment.kind != Payment.Kind.SUBSCRIPTION or payment.status == before.status:
        return ""
    wanted = _wanted(payment)
    if payment.dispute == Dispute.WON and before.dispute is Dispute.OPEN:
        call_off(payment.stripe_subscription)
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


def call_off(stripe_subscription: str) -> None:
    """Forget that a subscription was not to renew; that it was to end at once stays."""
    rows = Subscription.objects.filter(stripe_subscription=stripe_subscription)
    rows.filter(wanted=Subscription.Wanted.STOP).update(wanted="")


def ask_end(row: Subscription) -> None:
    """Have a subscription end now, by a job after the commit; a second time changes nothing."""
    if row.is_open and row.wanted != Subscription.Wanted.END:
        _ask(row, Subscription.Wanted.END)


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
    # By an order of staff it ends whichever period was paid back, by Stripe's dashboard the latest.
    is_ordered = payment.refund_asked_at is not None
    is_back = payment.status == Status.REFUNDED and (is_ordered or _is_latest(payment))
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
        renewing.switch(row.stripe_subscription, is_on=False)
    else:
        renewing.end(row.stripe_subscription)


def _plain(row: Subscription) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in _SHOWN}
