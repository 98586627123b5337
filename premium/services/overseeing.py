"""What staff do to payments and subscriptions: as Stripe says, always on the record.

What has Stripe change something, `refunds` and `stopping` do, after the commit.

Runs as staff, in a transaction; each locks what it changes, once Stripe has answered where it asks.
Times are aware UTC. Raises ValidationError, which says why not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from cms import audit
from premium.models import Payment, Subscription
from premium.payment_states import Status
from premium.services import settling, subscriptions, telling
from premium.trouble import Trouble

_OF_PAYMENT = ("status", "amount_refunded", "attention")
_OF_SUBSCRIPTION = ("status", "plan_type", "renews", "period_ends_at")


@transaction.atomic
def compare(*, payment: Payment, actor: User, reason: str, at: datetime) -> None:
    """Ask Stripe how a payment stands, and do what follows."""
    with _told():
        settling.settle(payment_id=payment.pk, at=at)
    _record("payment.compared", payment, actor, reason, _OF_PAYMENT)


@transaction.atomic
def seen(*, payment: Payment, actor: User, reason: str) -> None:
    """Note that a payment needs no further look."""
    before = audit.snapshot(payment, ("attention",))
    Payment.objects.filter(pk=payment.pk).update(attention="")
    audit.record(action="payment.seen", actor=actor, target=payment, before=before, reason=reason)


@transaction.atomic
def release(*, payment: Payment, actor: User, reason: str, at: datetime) -> None:
    """Give what was paid for although it was withheld; later periods of it, too.

    What differed at its checkout made all payments of a subscription be withheld.
    """
    same = Q(pk=payment.pk)
    if payment.stripe_subscription:
        same |= Q(stripe_subscription=payment.stripe_subscription)
    # All at first, and in one order: who settles one of them holds it before the subscription.
    held = list(Payment.objects.select_for_update(of=("self",)).filter(same).order_by("pk"))
    waiting = [row for row in held if row.withheld]
    if payment.pk not in {row.pk for row in waiting}:
        raise ValidationError(_("Nothing is withheld for it."))
    for row in sorted(waiting, key=lambda row: row.paid_at or row.created_at):
        Payment.objects.filter(pk=row.pk).update(withheld=False, attention="")
        with _told():
            after = settling.settle(payment_id=row.pk, at=at)
        _record("payment.released", row, actor, reason, (*_OF_PAYMENT, "withheld"))
        if after is not None and after.status in {Status.COMPLETED, Status.PARTIALLY_REFUNDED}:
            telling.released(after)


@transaction.atomic
def compare_subscription(
    *, subscription: Subscription, actor: User, reason: str, at: datetime
) -> None:
    """Read a subscription back from Stripe."""
    with _told():
        subscriptions.sync(subscription_id=subscription.stripe_subscription, at=at)
    _record("subscription.compared", subscription, actor, reason, _OF_SUBSCRIPTION)


def _record(
    action: str,
    row: Payment | Subscription,
    actor: User,
    reason: str,
    fields: tuple[str, ...],
) -> None:
    """Write down what an act changed; `row` still holds how it was."""
    fresh = type(row)._default_manager.get(pk=row.pk)  # noqa: SLF001 Django's own name
    old, new = _plain(row, fields), _plain(fresh, fields)
    before, after = audit.difference(old, new)
    audit.record(action=action, actor=actor, target=row, before=before, after=after, reason=reason)


def _plain(row: Payment | Subscription, fields: tuple[str, ...]) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in fields}


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Trouble as trouble:
        raise ValidationError(f"{trouble} ({trouble.cause})") from trouble
