"""The jobs of premium. Each may be killed at any moment and sent twice."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cms import audit
from cms.models import AuditEntry
from numoraq.rls.tasks import ServiceTask
from premium.services import (
    checkout,
    doubled,
    endings,
    ordered,
    reconciling,
    refunds,
    renewals,
    stopping,
    sweeping,
)
from premium.trouble import Trouble

_TRIES = 5
_ACTION = "code.guessed"
_log = logging.getLogger(__name__)


@shared_task(bind=True, base=ServiceTask, name="premium.cancel_checkout", max_retries=_TRIES)
def cancel_checkout(self: Any, *, payment_id: str) -> None:
    """Close a page to pay on that another has taken the place of."""
    with _trying(self):
        checkout.cancel(payment_id=UUID(payment_id), at=timezone.now())


@shared_task(bind=True, base=ServiceTask, name="premium.stop_renewals", max_retries=_TRIES)
def stop_renewals(self: Any, *, user_id: str) -> None:
    """Let the subscription end of whoever is shut out or has premium for good."""
    with _trying(self):
        renewals.stop(user_id=UUID(user_id), at=timezone.now())


@shared_task(bind=True, base=ServiceTask, name="premium.stop_subscription", max_retries=_TRIES)
def stop_subscription(self: Any, *, subscription_id: str) -> None:
    """Have Stripe end a subscription, or not renew it, as was decided."""
    with _trying(self):
        stopping.carry_out(subscription_id=UUID(subscription_id), at=timezone.now())


@shared_task(bind=True, base=ServiceTask, name="premium.pay_back", max_retries=_TRIES)
def pay_back(self: Any, *, payment_id: str) -> None:
    """Have Stripe pay back what staff ordered; once, however often this runs."""
    with _trying(self):
        refunds.carry_out_or_say(payment_id=UUID(payment_id), at=timezone.now())


@shared_task(bind=True, base=ServiceTask, name="premium.end_orphan", max_retries=_TRIES)
def end_orphan(self: Any, *, subscription_id: str) -> bool:
    """End the subscription of somebody whose account is gone; return whether it had to be."""
    done = False
    with _trying(self):
        done = renewals.end_orphan(subscription_id=subscription_id)
    return done  # noqa: RET504 the block may be left before


@shared_task(bind=True, base=ServiceTask, name="premium.close_orphan", max_retries=_TRIES)
def close_orphan(self: Any, *, session_id: str) -> bool:
    """Close the page to pay on of somebody who is gone; return whether a subscription ended."""
    done = False
    with _trying(self):
        done = renewals.close_orphan(session_id=session_id)
    return done  # noqa: RET504 the block may be left before


@shared_task(bind=True, base=ServiceTask, name="premium.end_second", max_retries=_TRIES)
def end_second(self: Any, *, subscription_id: str) -> bool:
    """End a subscription that began beside another, and pay it back; return whether it was one."""
    done = False
    with _trying(self):
        done = doubled.end(subscription_id=subscription_id, at=timezone.now())
    return done  # noqa: RET504 the block may be left before


@shared_task(base=ServiceTask, name="premium.reconcile_payments")
def reconcile_payments() -> int:
    """Ask Stripe about payments and orders that are open for long; return how many changed."""
    at = timezone.now()
    return reconciling.payments(at=at) + ordered.again(at=at) if settings.PAYMENTS_ENABLED else 0


@shared_task(base=ServiceTask, name="premium.fetch_events")
def fetch_events() -> int:
    """Take the events that never arrived; return how many."""
    return reconciling.events(at=timezone.now()) if settings.PAYMENTS_ENABLED else 0


@shared_task(base=ServiceTask, name="premium.compare_subscriptions")
def compare_subscriptions() -> int:
    """Compare every open subscription with Stripe, and what follows; return how many differed."""
    return reconciling.subscriptions(at=timezone.now()) if settings.PAYMENTS_ENABLED else 0


@shared_task(base=ServiceTask, name="premium.compare_payments")
def compare_payments() -> int:
    """Compare what was paid with Stripe, in turn; return how many differed."""
    return reconciling.settled(at=timezone.now()) if settings.PAYMENTS_ENABLED else 0


@shared_task(base=ServiceTask, name="premium.remind_renewals")
def remind_renewals() -> int:
    """Tell whose longer plan renews in a week; return how many."""
    return renewals.remind(at=timezone.now()) if settings.PAYMENTS_ENABLED else 0


@shared_task(base=ServiceTask, name="premium.record_guessing")
def record_guessing(*, user_id: str, ip: str, at: str) -> None:
    """Record that somebody typed so many wrong codes that no more are taken for a while."""
    after = {"at": at, "ip_address": ip}
    with transaction.atomic():
        person = User.objects.filter(pk=user_id).first()
        same = AuditEntry.objects.filter(action=_ACTION, target_user_id=user_id)
        if person is not None and not same.filter(details__after__at=at).exists():
            audit.record(action=_ACTION, actor=None, target=person, after=after)


@shared_task(base=ServiceTask, name="premium.remind_endings")
def remind_endings() -> int:
    """Tell whose premium runs out in some days; return how many."""
    return endings.remind(at=timezone.now())


@shared_task(base=ServiceTask, name="premium.note_endings")
def note_endings() -> int:
    """Have the rows of those whose premium ran out say so; return how many."""
    return endings.note(at=timezone.now())


@shared_task(base=ServiceTask, name="premium.sweep_events")
def sweep_events() -> int:
    """Remove copies of Stripe's objects that are of no use any more; return how many rows."""
    return sweeping.sweep(at=timezone.now())


@contextmanager
def _trying(task: Any) -> Iterator[None]:
    """Try a job again later if that may help; what Stripe refuses for good is said in the log."""
    try:
        yield
    except Trouble as trouble:
        if not trouble.is_temporary:
            _log.error("%s: %s", task.name, trouble.cause)
            return
        raise task.retry(exc=trouble, countdown=60 * 4 ** int(task.request.retries)) from trouble
