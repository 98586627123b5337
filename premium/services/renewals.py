"""Renewals: what is not paid yet, what comes soon, and what is to stop. Times are aware UTC.

Runs as the login role or the service. Raises Trouble.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from premium import gateway, observing
from premium.models import Grant, Payment, Plan, PremiumStatus, Subscription
from premium.observing import Json
from premium.selectors import subscriptions as current
from premium.services import checkout, subscriptions, telling

_TOLD_BEFORE: Final = timedelta(days=7)
_TOLD_ONCE: Final = 60 * 60 * 24 * 30  # seconds, longer than Stripe tries
_TOLD_FOR: Final = frozenset({"3_month", "6_month", "yearly"})  # a month needs no reminder


def unpaid(invoice: Json, *, at: datetime) -> None:
    """Note that an invoice of a subscription is not paid; the person is told once."""
    row = subscriptions.sync(subscription_id=observing.subscription_of(invoice), at=at)
    told = f"renewal-failed:{invoice['id']}"  # several events tell of one failure
    if row is None or not row.is_open or invoice["status"] != "open" or cache.get(told):
        return
    if not invoice["attempt_count"]:
        return
    grace = Grant.objects.filter(user_id=row.user_id, idem_key=f"pastdue:{invoice['id']}").first()
    if grace is not None and grace.ends_at is not None:
        telling.renewal_failed(row, until=grace.ends_at)
        transaction.on_commit(partial(cache.set, told, True, timeout=_TOLD_ONCE))


def is_charged(person: User) -> bool:
    """Return whether somebody may be charged again: not who is shut out or has premium for good."""
    if person.is_closed or not person.is_active:
        return False
    return not PremiumStatus.objects.filter(user=person, is_lifetime=True).exists()


def stop(*, user_id: UUID, at: datetime) -> None:
    """Let the subscription of whom nothing is to be charged any more end with its period.

    The pages to pay on of whoever is shut out are closed. It goes on with neither by itself when
    they come in again: they say so.
    """
    person = User.objects.filter(pk=user_id).first()
    if person is None or is_charged(person):
        return
    if person.is_closed or not person.is_active:
        waiting = Payment.objects.filter(user=person, status=Payment.State.PENDING)
        for payment in waiting.filter(stripe_invoice=None):
            checkout.cancel(payment_id=payment.pk, at=at)
    row = current.open_of(user_id)
    if row is None or not row.renews:
        return
    if row.stripe_schedule:
        gateway.release_schedule(row.stripe_schedule)
    gateway.change_subscription(row.stripe_subscription, {"cancel_at_period_end": True})
    subscriptions.sync(subscription_id=row.stripe_subscription, at=at)


def end_orphan(*, subscription_id: str) -> bool:
    """End a subscription whose person is gone; return whether it was there to be ended."""
    if Subscription.objects.filter(stripe_subscription=subscription_id).exists():
        return False  # the person stayed
    found = gateway.subscription(subscription_id)
    if found["status"] in Subscription.OVER:
        return False
    gateway.end_subscription(subscription_id)
    return True


def close_orphan(*, session_id: str) -> bool:
    """Close a page to pay on whose person is gone, and end what was begun on it meanwhile.

    Return whether there was a subscription to be ended.
    """
    if Payment.objects.filter(stripe_session_id=session_id).exists():
        return False  # the person stayed
    try:
        gateway.expire_checkout(session_id)
    except gateway.Trouble as trouble:
        if trouble.is_temporary:
            raise
    begun = observing.identity(gateway.checkout(session_id).get("subscription"))
    return bool(begun) and end_orphan(subscription_id=begun)


def remind(*, at: datetime) -> int:
    """Tell whose longer plan renews in a week; once a day is once a person. Returns how many."""
    day = at + _TOLD_BEFORE
    due = Subscription.objects.filter(
        status="active",
        renews=True,
        plan_type__in=_TOLD_FOR,
        period_ends_at__gt=day - timedelta(days=1),
        period_ends_at__lte=day,
    )
    rows = list(due.select_related("user"))
    plans = Plan.objects.in_bulk()
    for row in rows:
        if row.period_ends_at is not None:
            plan = plans[row.next_plan or row.plan_type]
            telling.renewal_coming(row, plan, at=row.period_ends_at)
    return len(rows)
