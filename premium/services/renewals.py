"""Renewals: what is not paid yet, what comes soon, and what is to stop. Times are aware UTC.

Runs as the login role or the service. Raises Trouble.
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from premium import gateway, observing
from premium.models import Grant, Payment, PremiumStatus, Subscription
from premium.observing import Json
from premium.selectors import subscriptions as current
from premium.services import checkout, prices, renewing, subscriptions, telling
from premium.trouble import Trouble

_TOLD_BEFORE: Final = timedelta(days=7)
_TOLD_FOR: Final = frozenset({"3_month", "6_month", "yearly"})  # a month needs no reminder
_log = logging.getLogger(__name__)


@transaction.atomic
def unpaid(invoice: Json, *, at: datetime) -> None:
    """Note that an invoice of a subscription is not paid; the person is told once."""
    row = subscriptions.sync(subscription_id=observing.subscription_of(invoice), at=at)
    if row is None or not row.is_open or invoice["status"] != "open":
        return
    if not invoice["attempt_count"]:
        return
    grace = Grant.objects.filter(user_id=row.user_id, idem_key=f"pastdue:{invoice['id']}").first()
    if grace is None or grace.ends_at is None:
        return
    about = f"renewal-failed:{invoice['id']}"  # several events tell of one failure
    if telling.once(person_id=row.user_id, about=about, at=at):
        telling.renewal_failed(row, until=grace.ends_at)


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
    renewing.switch(row.stripe_subscription, is_on=False)
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
    except Trouble as trouble:
        if trouble.is_temporary:
            raise
    begun = observing.identity(gateway.checkout(session_id).get("subscription"))
    return bool(begun) and end_orphan(subscription_id=begun)


def remind(*, at: datetime) -> int:
    """Tell whose longer plan renews within a week, once; return how many.

    Who changed what it renews to is told again: what was said costs something else now.
    """
    told = 0
    for row in _soon(at).order_by("period_ends_at", "pk"):
        try:
            told += _remind(row, at)
        except Trouble as trouble:
            _log.warning("%s waits for the next time: %s", row.stripe_subscription, trouble.cause)
            if trouble.is_away:
                break
    return told


def _remind(row: Subscription, at: datetime) -> bool:
    # As it stands now: whoever switched renewing off since is not told.
    subscriptions.sync(subscription_id=row.stripe_subscription, at=at)
    fresh = _soon(at).filter(pk=row.pk).select_related("user").first()
    if fresh is None or fresh.period_ends_at is None:
        return False
    price = prices.at_renewal(gateway.subscription(fresh.stripe_subscription))
    about = f"renews:{price['id']}:{int(fresh.period_ends_at.timestamp())}"
    with transaction.atomic():
        if not telling.once(person_id=fresh.user_id, about=about, at=at):
            return False
        telling.renewal_coming(fresh, price, at=fresh.period_ends_at)
    return True


def _soon(at: datetime) -> QuerySet[Subscription]:
    return Subscription.objects.filter(
        status="active",
        renews=True,
        plan_type__in=_TOLD_FOR,
        period_ends_at__gt=at,
        period_ends_at__lte=at + _TOLD_BEFORE,
    )
