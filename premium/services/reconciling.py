"""Comparing with Stripe what may have been missed: lost events are harmless by it.

Runs as the service, outside a transaction: each payment is settled in its own. One that Stripe
cannot be asked about now is asked about the next time. Times are aware UTC.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from djstripe.models import Event

from cms import audit
from premium import gateway, observing
from premium.models import Payment, PremiumStatus, Subscription
from premium.payment_states import Status
from premium.services import checkout, customers, grants, renewals, renewing, settling
from premium.services import events as heard
from premium.services import subscriptions as copies
from premium.trouble import Trouble

_QUIET: Final = timedelta(minutes=15)  # in which webhooks and pages see to it themselves
# As long as Stripe keeps them; it sends them for three days only. Not from the last one that came:
# after an outage new ones arrive before those that were missed.
_EVENTS_OF: Final = timedelta(days=30)
_AT_ONCE: Final = 200
_DAY: Final = timedelta(hours=20)  # a night's work lasts, and begins a little earlier or later
_PAID: Final = (Status.COMPLETED, Status.PARTIALLY_REFUNDED, Status.DISPUTED)
_MAY_RETURN: Final = timedelta(days=180)  # after paying: a refund may fail weeks after it was made
_log = logging.getLogger(__name__)


def payments(*, at: datetime) -> int:
    """Settle what has been open for long, close what never came to be; return how many changed."""
    open_rows = Payment.objects.filter(
        status__in=[Status.PENDING, Status.PROCESSING], created_at__lt=at - _QUIET
    )
    due = open_rows.order_by(F("checked_at").asc(nulls_first=True), "created_at")[:_AT_ONCE]
    changed = 0
    for row in due:
        try:
            changed += _payment(row, at)
        except Trouble as trouble:
            _log.warning("payment %s waits for the next time: %s", row.pk, trouble.cause)
            changed += _put_last(row, trouble, at)
            if trouble.is_away:
                break
        except Exception as error:  # noqa: BLE001 one row must not stop the others
            _log.exception("payment %s could not be compared", row.pk)
            _flag(row, error, at)
    return changed


def _payment(row: Payment, at: datetime) -> bool:
    if row.stripe_session_id is None and row.stripe_invoice is None:
        # Nobody was given its page: whatever Stripe made of it, nobody can pay there.
        after = checkout.cancel(payment_id=row.pk, at=at)
    else:
        after = settling.settle(payment_id=row.pk, at=at, waits=False)
    return after is not None and after.status != row.status


def _put_last(row: Payment, trouble: Trouble, at: datetime) -> bool:
    """Let the others go first the next time; close what Stripe does not have."""
    if trouble.is_missing:
        after = settling.give_up(payment_id=row.pk, at=at)
        return after is not None and after.status != row.status
    Payment.objects.filter(pk=row.pk).update(checked_at=at)
    return False


def _flag(row: Payment, error: Exception, at: datetime) -> None:
    """Leave to the team what cannot be compared, and let the others go first."""
    why = f"could not be compared: {type(error).__name__}"
    rows = Payment.objects.filter(pk=row.pk)
    rows.update(checked_at=at)
    rows.filter(attention="").update(attention=why)


def events(*, at: datetime) -> int:
    """Do what the events that Stripe could not deliver are about; return how many there were."""
    since = int((at - _EVENTS_OF).timestamp())
    done = 0
    for event in reversed(list(gateway.undelivered(since=since))):
        if event["type"] not in gateway.EVENTS or Event.objects.filter(id=event["id"]).exists():
            continue
        try:
            with transaction.atomic():
                heard.handle(about=event["data"]["object"], at=at)
                # Its arrival later changes nothing; that it is done is known.
                Event.objects.get_or_create(id=event["id"], defaults=_noted(event))
        except Trouble as trouble:
            _log.warning("event %s waits for the next time: %s", event["id"], trouble.cause)
            if trouble.is_away:
                break
            continue
        except Exception:  # noqa: BLE001 one row must not stop the others
            _log.exception("event %s could not be done", event["id"])
            continue
        done += 1
    return done


def _noted(event: gateway.Json) -> dict[str, object]:
    return {
        "type": event["type"],
        "livemode": event["livemode"],
        "created": observing.moment(event["created"]),
        "api_version": event.get("api_version") or "",
        "data": event["data"],
        "stripe_data": event,
    }


def settled(*, at: datetime) -> int:
    """Compare what was paid: money may have gone back unheard; return how many differed.

    Those that were compared longest ago have their turn. What differed is noted in the audit log.
    """
    back = Q(status=Status.REFUNDED, paid_at__gt=at - _MAY_RETURN)
    rows = Payment.objects.filter(Q(status__in=_PAID) | back, checked_at__lt=at - _DAY)
    differed = 0
    for row in rows.select_related("user").order_by("checked_at", "pk")[:_AT_ONCE]:
        try:
            differed += _again(row, at)
        except Trouble as trouble:
            _log.warning("payment %s waits for the next time: %s", row.pk, trouble.cause)
            if trouble.is_away:
                break
            Payment.objects.filter(pk=row.pk).update(checked_at=at)
        except Exception as error:  # noqa: BLE001 one row must not stop the others
            _log.exception("payment %s could not be compared", row.pk)
            _flag(row, error, at)
    return differed


def _again(row: Payment, at: datetime) -> bool:
    before = audit.snapshot(row, ("status",))
    with transaction.atomic():
        after = settling.settle(payment_id=row.pk, at=at, waits=False)
        if after is None or after.status == row.status:
            return False
        audit.record(
            action="payment.drifted",
            actor=None,
            target=row,
            before=before,
            after=audit.snapshot(after, ("status",)),
            reason="compared with Stripe",
        )
    return True


def subscriptions(*, at: datetime) -> int:
    """Compare all open subscriptions and their paid invoices; return how many people differed.

    What differed is mended, and noted in the audit log.
    """
    rows = Subscription.objects.exclude(status__in=Subscription.OVER).order_by("pk")
    differed = 0
    for row in rows.iterator():
        try:
            differed += _compare(row, at)
        except Trouble as trouble:
            _log.warning("%s waits for the next time: %s", row.stripe_subscription, trouble.cause)
            if trouble.is_away:
                break
        except Exception:  # noqa: BLE001 one row must not stop the others
            _log.exception("%s could not be compared", row.stripe_subscription)
    return differed


def _compare(row: Subscription, at: datetime) -> bool:
    before = _shown(row)
    if row.renews and not renewals.is_charged(row.user):
        renewing.switch(row.stripe_subscription, is_on=False)
    customers.refresh(row.user, row.stripe_customer)
    for invoice in _worth_a_look(gateway.invoices(row.stripe_subscription)):
        # Each in a transaction of its own: a payment is locked before its subscription.
        payment = copies.payment_of(invoice, at=at)
        if payment is not None:
            settling.settle(payment_id=payment.pk, at=at)
    with transaction.atomic():
        after = copies.sync(subscription_id=row.stripe_subscription, at=at)
        grants.recompute(person_id=row.user_id, at=at)
        shown = _shown(after) if after is not None else {}
        if shown == before:
            return False
        changes = audit.difference(before, shown)
        audit.record(
            action="premium.drifted",
            actor=None,
            target=row.user,
            before=changes[0],
            after=changes[1],
            reason="compared with Stripe",
        )
    return True


def _worth_a_look(invoices: list[gateway.Json]) -> list[gateway.Json]:
    """Return the paid invoices that are not known as paid, and the latest; oldest first."""
    ids = [invoice["id"] for invoice in invoices]
    known = set(
        Payment.objects.filter(stripe_invoice__in=ids, paid_at__isnull=False).values_list(
            "stripe_invoice", flat=True
        )
    )
    kept = [one for at, one in enumerate(invoices) if at == 0 or one["id"] not in known]
    return kept[::-1]


def _shown(row: Subscription) -> dict[str, object]:
    """Return what a person's premium depends on, as it is known here."""
    status = PremiumStatus.objects.filter(user_id=row.user_id).first()
    expires = status.premium_expires_at if status else None
    return {
        "status": row.status,
        "plan": row.plan_type,
        "renews": row.renews,
        "period_ends_at": row.period_ends_at.isoformat() if row.period_ends_at else None,
        "premium_expires_at": expires.isoformat() if expires else None,
    }
