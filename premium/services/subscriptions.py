"""Subscriptions as Stripe says they stand, and what people change about their own.

The row is a copy: every change is asked of Stripe first, and then read back. Times are aware UTC.
Raises Trouble.
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from numoraq.lib import jobs
from premium import gateway, observing
from premium.models import Grant, Payment, Subscription
from premium.observing import Json
from premium.selectors import subscriptions as current
from premium.services import customers, grants, prices, strays, telling
from premium.services.grants import Gift

GRACE: Final = timedelta(days=3)  # beyond the period that was paid, while the next is being paid
_RUNNING: Final = frozenset({"active", "past_due"})
_WAITING: Final = frozenset({"draft", "open"})
_log = logging.getLogger(__name__)


@transaction.atomic
def sync(
    *, subscription_id: str, at: datetime, owner_id: UUID | None = None
) -> Subscription | None:
    """Read a subscription back from Stripe into its row; None for one that is nobody's here.

    While a renewal is being paid, the access goes on for some days. Runs as the login role, the
    service or staff.
    """
    row = _lock(subscription_id)
    found = gateway.subscription(subscription_id)
    if row is None:
        owner_id = owner_id or customers.owner_of(found)
        if owner_id is None:
            _log.warning("subscription %s is nobody's here", subscription_id)
            if customers.is_ours(found):
                strays.note(found, at=at)
            return None
        row = _begin(owner_id, found, at)
    had_ended = not row.is_open
    _copy(row, found, at)
    _bridge(row, found, at)
    _look_for_another(row, had_ended=had_ended)
    return row


def _look_for_another(row: Subscription, *, had_ended: bool) -> None:
    """Tell of an end, unless another goes on; have one that began beside another ended."""
    if row.is_open and row.status != Subscription.Status.INCOMPLETE:
        if current.kept_instead_of(row) is not None:
            jobs.enqueue("premium.end_second", subscription_id=row.stripe_subscription)
    elif not row.is_open and not had_ended and current.open_of(row.user_id) is None:
        telling.ended(row)


def _lock(subscription_id: str) -> Subscription | None:
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("user")
    return rows.filter(stripe_subscription=subscription_id).first()


def _begin(owner_id: UUID, found: Json, at: datetime) -> Subscription:
    row = Subscription(
        user_id=owner_id,
        stripe_subscription=found["id"],
        stripe_customer=observing.identity(found["customer"]),
        plan_type=prices.plan_of(observing.price_of(found)),
        status=Subscription.Status.INCOMPLETE,
        checked_at=at,
    )
    Subscription.objects.bulk_create([row], ignore_conflicts=True)
    strays.claim(found["id"])
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("user")
    return rows.get(stripe_subscription=found["id"])


def _copy(row: Subscription, found: Json, at: datetime) -> None:
    row.plan_type = prices.plan_of(observing.price_of(found)) or row.plan_type
    row.status = found["status"]
    row.renews = row.is_open and observing.renews(found)
    row.period_ends_at = observing.period_end(found)
    row.ended_at = observing.moment(found.get("ended_at"))
    row.stripe_schedule = observing.identity(found.get("schedule"))
    row.next_plan = prices.next_plan(row.stripe_schedule, row.plan_type)
    row.checked_at = at
    row.save(
        update_fields=[
            "plan_type", "status", "renews", "period_ends_at", "ended_at", "stripe_schedule",
            "next_plan", "checked_at", "updated_at",
        ]
    )  # fmt: skip


def _bridge(row: Subscription, found: Json, at: datetime) -> None:
    """Let the access go on for a while when a renewal's invoice waits for its money.

    A first payment is not waited for so: there was no access before it.
    """
    latest = observing.identity(found.get("latest_invoice"))
    if found["status"] not in _RUNNING or not latest:
        return
    invoice = gateway.invoice(latest)
    period = observing.period_of(invoice)
    is_renewal = invoice["billing_reason"] == "subscription_cycle"
    if not is_renewal or invoice["status"] not in _WAITING or period is None:
        return
    given = grants.give(
        person_id=row.user_id,
        gift=Gift(
            kind=Grant.Kind.INTERVAL,
            source=Grant.Source.STRIPE,
            idem_key=f"pastdue:{latest}",
            granted_at=period[0],
            starts_at=period[0],
            ends_at=period[0] + GRACE,
            plan_type=row.plan_type,
            reference=latest,
        ),
        at=at,
    )
    if given:
        _log.info("%s is waited for", latest)


@transaction.atomic
def payment_of(invoice: Json, *, at: datetime) -> Payment | None:
    """Return the payment an invoice is, written down if it is a later one of a subscription.

    None for an invoice that is nobody's here.
    """
    subscription_id = observing.subscription_of(invoice)
    if not subscription_id:
        return None
    known = Payment.objects.filter(stripe_invoice=invoice["id"]).first()
    if known is not None:
        return known
    if invoice["billing_reason"] == "subscription_create":
        return customers.checkout_of(gateway.subscription(subscription_id))
    row = sync(subscription_id=subscription_id, at=at)
    if row is None:
        return None
    currency = str(invoice["currency"]).upper()
    plan = prices.plan_of_invoice(invoice) or row.plan_type
    alike = Payment.objects.filter(stripe_subscription=subscription_id, withheld=True)
    made = Payment(
        withheld=alike.exists(),
        user_id=row.user_id,
        kind=Payment.Kind.SUBSCRIPTION,
        plan_type=plan,
        attention="" if plan else "a plan that is not sold here",
        amount=observing.amount(max(0, invoice["total"]), currency),
        currency=currency,
        stripe_customer=row.stripe_customer,
        stripe_subscription=subscription_id,
        stripe_invoice=invoice["id"],
    )
    Payment.objects.bulk_create([made], ignore_conflicts=True)
    return Payment.objects.filter(stripe_invoice=invoice["id"]).first()
