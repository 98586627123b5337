"""Subscriptions as Stripe says they stand, and what people change about their own.

The row is a copy: every change is asked of Stripe first, and then read back. Times are aware UTC.
Raises Trouble.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from numoraq.lib import jobs
from premium import gateway, observing
from premium.models import Grant, Payment, Subscription
from premium.observing import Json
from premium.selectors import subscriptions as current
from premium.services import customers, grants, prices, strays, telling, waiting
from premium.services.grants import Gift

GRACE: Final = timedelta(days=3)  # beyond the period that was paid, while the next is being paid
_LOOKS: Final = 3  # until a row is held while Stripe is asked
_RUNNING: Final = frozenset({"active", "past_due"})
_WAITING: Final = frozenset({"draft", "open"})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at Stripe shows of a subscription, and how fresh its row was before it."""

    found: Json
    later_plan: str  # what its schedule ends with
    invoice: Json | None  # the latest
    version: datetime | None


class _Overtaken(Exception):
    """Somebody else has written the row since the look began."""


def look(subscription_id: str) -> Look:
    """Ask Stripe how a subscription stands; nothing is locked meanwhile, and nothing written."""
    rows = Subscription.objects.filter(stripe_subscription=subscription_id)
    version = rows.values_list("updated_at", flat=True).first()
    found = gateway.subscription(subscription_id)
    latest = observing.identity(found.get("latest_invoice"))
    later = prices.plan_after(observing.identity(found.get("schedule")))
    wanted = latest and found["status"] in _RUNNING
    return Look(found, later, gateway.invoice(latest) if wanted else None, version)


def sync(
    *, subscription_id: str, at: datetime, owner_id: UUID | None = None
) -> Subscription | None:
    """Read a subscription back from Stripe into its row; None for one that is nobody's here.

    While a renewal is being paid, the access goes on for some days. Runs as the login role, the
    service or staff.
    """
    return take(look(subscription_id), at=at, owner_id=owner_id)


@transaction.atomic
def take(looked: Look, *, at: datetime, owner_id: UUID | None = None) -> Subscription | None:
    """Write down what a look showed; when it was overtaken, look again.

    Unlike a payment's state, a subscription's does not only rise: an older answer must not take
    the place of a newer one.
    """
    for _ in range(_LOOKS):
        try:
            with transaction.atomic():  # who was overtaken lets go of the row before asking again
                return _take(looked, at, owner_id, may_ask_again=True)
        except _Overtaken:
            looked = look(looked.found["id"])
    return _take(looked, at, owner_id, may_ask_again=False)


def _take(
    looked: Look, at: datetime, owner_id: UUID | None, *, may_ask_again: bool
) -> Subscription | None:
    row = _lock(looked.found["id"])
    if row is not None and row.updated_at != looked.version:
        if may_ask_again:
            raise _Overtaken
        looked = look(looked.found["id"])  # with the row held: so many write it at once
    found = looked.found
    if row is None:
        owner_id = owner_id or customers.owner_of(found)
        if owner_id is None:
            _log.warning("subscription %s is nobody's here", found["id"])
            if customers.is_ours(found):
                strays.note(found, at=at)
            return None
        row = _begin(owner_id, found, at)
    had_ended = not row.is_open
    _copy(row, looked, at)
    _bridge(row, looked, at)
    _look_for_another(row, had_ended=had_ended)
    return row


def _look_for_another(row: Subscription, *, had_ended: bool) -> None:
    """Tell of an end, unless another goes on; have one that began beside another ended."""
    if row.is_open and row.status != Subscription.Status.INCOMPLETE:
        for second in current.beside_the_first(row.user_id):
            jobs.enqueue("premium.end_second", subscription_id=second.stripe_subscription)
    elif not row.is_open and not had_ended and current.open_of(row.user_id) is None:
        telling.ended(row)


def _lock(subscription_id: str) -> Subscription | None:
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("user")
    with waiting.bounded():
        return rows.filter(stripe_subscription=subscription_id).first()


def _begin(owner_id: UUID, found: Json, at: datetime) -> Subscription:
    row = Subscription(
        user_id=owner_id,
        stripe_subscription=found["id"],
        stripe_customer=observing.identity(found["customer"]),
        plan_type=prices.plan_of(observing.price_of(found)),
        status=Subscription.Status.INCOMPLETE,
        checked_at=at,
        created_at=observing.moment(found["created"]) or at,  # of two, it tells which began first
    )
    Subscription.objects.bulk_create([row], ignore_conflicts=True)
    strays.claim(found["id"])
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("user")
    stored = rows.get(stripe_subscription=found["id"])
    if stored.pk != row.pk:
        raise _Overtaken  # somebody else began it, and knows it as it stood later
    return stored


def _copy(row: Subscription, looked: Look, at: datetime) -> None:
    found = looked.found
    row.plan_type = prices.plan_of(observing.price_of(found)) or row.plan_type
    row.status = found["status"]
    row.renews = row.is_open and observing.renews(found)
    row.period_ends_at = observing.period_end(found)
    row.ended_at = observing.moment(found.get("ended_at"))
    row.stripe_schedule = observing.identity(found.get("schedule"))
    row.next_plan = looked.later_plan if looked.later_plan != row.plan_type else ""
    row.checked_at = at
    row.save(
        update_fields=[
            "plan_type", "status", "renews", "period_ends_at", "ended_at", "stripe_schedule",
            "next_plan", "checked_at", "updated_at",
        ]
    )  # fmt: skip


def _bridge(row: Subscription, looked: Look, at: datetime) -> None:
    """Let the access go on for a while when a renewal's invoice waits for its money.

    A first payment is not waited for so: there was no access before it.
    """
    invoice = looked.invoice
    if invoice is None:
        return
    period = observing.period_of(invoice)
    is_renewal = invoice["billing_reason"] == "subscription_cycle"
    if not is_renewal or invoice["status"] not in _WAITING or period is None:
        return
    given = grants.give(
        person_id=row.user_id,
        gift=Gift(
            kind=Grant.Kind.INTERVAL,
            source=Grant.Source.STRIPE,
            idem_key=f"pastdue:{invoice['id']}",
            granted_at=period[0],
            starts_at=period[0],
            ends_at=period[0] + GRACE,
            plan_type=row.plan_type,
            reference=invoice["id"],
        ),
        at=at,
    )
    if given:
        _log.info("%s is waited for", invoice["id"])


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
    row = Subscription.objects.filter(stripe_subscription=subscription_id).first()
    row = row or sync(subscription_id=subscription_id, at=at)
    if row is None:
        return None
    currency = str(invoice["currency"]).upper()
    plan = prices.plan_of_invoice(invoice) or row.plan_type
    # As the first of them is: what differed at the checkout differs with every renewal.
    alike = Payment.objects.filter(stripe_subscription=subscription_id).order_by("created_at")
    made = Payment(
        withheld=bool(alike.values_list("withheld", flat=True).first()),
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
