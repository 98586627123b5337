"""What follows from how a payment stands: premium, points, mails. Each can be done twice.

Runs in the transaction that holds the payment's lock. Times are aware UTC.
"""

from contextlib import suppress
from datetime import datetime
from fractions import Fraction
from typing import Final

from gamification.models import PointRule
from gamification.services import points
from numoraq.lib import jobs
from premium import observing
from premium.models import Grant, Payment, Subscription
from premium.observing import Json
from premium.payment_states import Dispute, State, Status, Way
from premium.services import grants, telling
from premium.services.grants import Gift
from premium.services.looking import Found

WITHHELD: Final = "not given, since Stripe has another"  # then what differs
_PAID: Final = {Status.COMPLETED, Status.PARTIALLY_REFUNDED}


def follow(payment: Payment, found: Found, *, before: State, at: datetime) -> None:
    """Give what was paid for, let it rest in a dispute, take it back with the money.

    `before` is how it stood: what was taken back with money that did not go is given anew.
    """
    if payment.withheld:
        return
    if payment.kind == Payment.Kind.DONATION:
        _thank(payment, at)
        return
    keys = _keys(payment)
    if payment.status == Status.REFUNDED:
        for key in keys:
            grants.revoke(person_id=payment.user_id, idem_key=key, at=at)
        return
    is_again = before.status is Status.REFUNDED
    gift = _gift(payment, found, keys[-1 if is_again else 0])
    if gift is None:
        return
    if grants.give(person_id=payment.user_id, gift=gift, at=at):
        _make_way(payment, found.invoice, gift, at)
    for key in keys:
        change = grants.suspend if payment.status == Status.DISPUTED else grants.restore
        change(person_id=payment.user_id, idem_key=key, at=at)


def tell(payment: Payment, *, before: State, stopped: str) -> None:
    """Write to the person about what they would want to know.

    `stopped` is what their subscription is asked to do, nothing when it just goes on.
    """
    if before.way is Way.PAID and payment.refunds_failed > before.failed:
        telling.refund_failed(payment)
    elif payment.status == before.status:
        return
    elif payment.status in _PAID and before.status not in {*_PAID, Status.DISPUTED}:
        telling.receipt(payment)
    elif payment.status == Status.FAILED:
        telling.failed(payment)
    elif before.status is Status.DISPUTED and payment.dispute == Dispute.WON:
        telling.dispute_won(payment)
    elif payment.status in {Status.REFUNDED, Status.PARTIALLY_REFUNDED}:
        telling.returned(payment, ends=stopped == Subscription.Wanted.END)
    elif payment.status == Status.DISPUTED:
        telling.disputed(payment, stops=bool(stopped))


def key_of(payment: Payment) -> str:
    """Return for which act a payment gives premium: its invoice, or itself."""
    if payment.kind == Payment.Kind.SUBSCRIPTION:
        return f"inv:{payment.stripe_invoice}"
    return f"pay:{payment.pk}"


def _keys(payment: Payment) -> list[str]:
    """Return for which acts it may have given premium: again for each refund that failed."""
    key = key_of(payment)
    return [key, *(f"{key}~{again}" for again in range(1, payment.refunds_failed + 1))]


def _gift(payment: Payment, found: Found, key: str) -> Gift | None:
    if payment.kind == Payment.Kind.LIFETIME:
        return Gift(
            kind=Grant.Kind.LIFETIME,
            source=Grant.Source.STRIPE,
            idem_key=key,
            granted_at=payment.paid_at or payment.created_at,
            plan_type=payment.plan_type,
            reference=str(payment.pk),
        )
    period = observing.period_of(found.invoice) if found.invoice is not None else None
    if period is None:
        return None
    return Gift(
        kind=Grant.Kind.INTERVAL,
        source=Grant.Source.STRIPE,
        idem_key=key,
        granted_at=period[0],
        starts_at=period[0],
        ends_at=period[1],
        plan_type=found.plan or payment.plan_type,
        reference=str(payment.pk),
    )


def _make_way(payment: Payment, invoice: Json | None, gift: Gift, at: datetime) -> None:
    """Let what was just given take the place of what it replaces."""
    if payment.kind == Payment.Kind.LIFETIME:
        # Whoever has premium for good pays no more by the month.
        jobs.enqueue("premium.stop_renewals", user_id=str(payment.user_id))
    if invoice is None or invoice["billing_reason"] != "subscription_update":
        return
    # The rest of the plan before was set off against this one.
    others = Payment.objects.filter(stripe_subscription=payment.stripe_subscription)
    keys = [key for other in others.exclude(pk=payment.pk) for key in _keys(other)]
    before = Grant.objects.filter(
        idem_key__in=keys, starts_at__lt=gift.starts_at, ends_at__gt=gift.starts_at
    )
    for key in before.values_list("idem_key", flat=True):
        grants.revoke(person_id=payment.user_id, idem_key=key, at=at, since=gift.starts_at)


def _thank(payment: Payment, at: datetime) -> None:
    """Give what the rule says for each whole dollar, and take it back with the money, by share."""
    key = f"donation:{payment.pk}"
    dollars = int(payment.amount_paid)
    if dollars and payment.currency == "USD" and payment.status != Status.REFUNDED:
        points.award_by_rule(
            person_id=payment.user_id,
            rule=PointRule.Code.DONATION,
            times=dollars,
            idem_key=key,
            at=payment.paid_at or at,
            ref=str(payment.pk),
        )
    returned = payment.returned.amount
    if not returned and not payment.refunds_failed:
        return
    with suppress(points.NoSuchEntry):
        points.keep_share(
            idem_key=key,
            share=1 - Fraction(returned) / Fraction(payment.amount_paid),
            step=f"{payment.refunds_failed}:{returned}",
            at=at,
            grows=payment.refunds_failed > 0,
        )
