"""Bringing a payment up to date: Stripe is asked, the row rises, what follows is done.

This is the only place where a payment changes. Webhooks, the page people come back to, jobs and
staff all call it, at once if need be: each asks first and then holds the row's lock while it
writes, never while it waits for Stripe. An answer that was overtaken does no harm: what is known
only rises, and every grant and award has its own key. Runs as the login role, the service
or staff. Times are aware UTC. Raises Trouble, with nothing changed.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from numoraq.lib import jobs
from premium.models import Payment, Subscription
from premium.observing import Json, Seen
from premium.payment_states import State, Status, Way, transition
from premium.selectors import subscriptions as current
from premium.services import consequences, looking, stopping, subscriptions, waiting
from premium.services.looking import Found

_WORDS = {
    Status.PARTIALLY_REFUNDED: "partly paid back: the access stays",
    Status.DISPUTED: "disputed: the access rests",
}


@transaction.atomic
def settle(
    *, payment_id: UUID, at: datetime, waits: bool = True, session_id: str | None = None
) -> Payment | None:
    """Ask Stripe about one payment and do what follows from the answer; return the payment.

    None when there is none, or, unless it `waits`, when somebody is at it already. `session_id` is
    its checkout's, where the answer that told of it may have been lost.
    """
    known = Payment.objects.filter(pk=payment_id).first()
    if known is None:
        return None
    known.stripe_session_id = known.stripe_session_id or session_id
    found = looking.find(known)
    seen = looking.seen(found)
    looked = subscriptions.look(seen.subscription) if seen.subscription else None
    payment = lock(payment_id, waits=waits)
    if payment is None:
        return None
    payment.stripe_session_id = payment.stripe_session_id or known.stripe_session_id
    if looked is not None:
        # Before the person's premium is locked: their order is the same everywhere.
        subscriptions.take(looked, at=at, owner_id=payment.user_id)
    _rise(payment, found, seen, at)
    return payment


@transaction.atomic
def give_up(*, payment_id: UUID, at: datetime) -> Payment | None:
    """Note that nobody can pay any more: the checkout has been closed, or never came to be."""
    payment = lock(payment_id, waits=True)
    if payment is not None:
        _write(payment, transition(payment.state, State(Way.CANCELLED)) or payment.state, at)
    return payment


def lock(payment_id: UUID, *, waits: bool) -> Payment | None:
    """Return a payment that nobody else changes until the commit."""
    rows = Payment.objects.select_for_update(of=("self",), skip_locked=not waits)
    with waiting.bounded():
        return rows.select_related("user").filter(pk=payment_id).first()


def _rise(payment: Payment, found: Found, seen: Seen, at: datetime) -> None:
    before = payment.state
    after = transition(before, seen.state) or before
    _note(payment, seen)
    is_new = after.way is Way.PAID and before.way is not Way.PAID
    if is_new:
        payment.paid_at = seen.paid_at or at
        if before.is_surprise:
            payment.attention = "paid after it was given up"
        wrong = _misfit(payment, found.session)
        payment.attention = wrong or payment.attention
        payment.withheld = payment.withheld or bool(wrong)
        _look_for_another(payment)
    if after != before:
        payment.attention = payment.attention or _WORDS.get(after.status, "")
    if after.failed > before.failed:
        payment.attention = "a refund failed: its money came back to us"
    _write(payment, after, at)
    if after.way is Way.PAID:
        consequences.follow(payment, found, before=before, at=at)
    if after != before:
        stopped = stopping.follow(payment, before=before)
        consequences.tell(payment, before=before, stopped=stopped)


def _look_for_another(payment: Payment) -> None:
    """Flag what was paid although the person had it already; a second subscription is ended."""
    if payment.kind == Payment.Kind.LIFETIME:
        others = Payment.objects.filter(user_id=payment.user_id, kind=payment.kind)
        others = others.filter(status__in=[Status.COMPLETED, Status.PARTIALLY_REFUNDED])
        if others.exclude(pk=payment.pk).exists():
            payment.attention = payment.attention or "premium for good was paid twice"
    elif payment.stripe_subscription:
        row = Subscription.objects.filter(stripe_subscription=payment.stripe_subscription).first()
        if row is not None and current.kept_instead_of(row) is not None:
            jobs.enqueue("premium.end_second", subscription_id=row.stripe_subscription)


def _note(payment: Payment, seen: Seen) -> None:
    """Take over what is known now; nothing that was known is forgotten.

    What was paid back falls only when one more refund is known to have failed.
    """
    payment.amount_paid = max(payment.amount_paid, seen.paid)
    if (seen.state.failed, seen.refunded) > (payment.refunds_failed, payment.amount_refunded):
        payment.amount_refunded = seen.refunded
    payment.receipt_url = seen.receipt_url or payment.receipt_url
    # What it stands for is said once; of its tries the last counts, until one was paid.
    payment.stripe_customer = payment.stripe_customer or seen.customer
    payment.stripe_subscription = payment.stripe_subscription or seen.subscription
    payment.stripe_invoice = payment.stripe_invoice or seen.invoice
    if payment.paid_at is None or not payment.stripe_payment_intent:
        payment.stripe_payment_intent = seen.intent or payment.stripe_payment_intent


def _misfit(payment: Payment, session: Json | None) -> str:
    wrong = looking.misfit(payment, session) if session is not None else ""
    return f"{consequences.WITHHELD}: {wrong}" if wrong else ""


def _write(payment: Payment, state: State, at: datetime) -> None:
    payment.status, payment.dispute, payment.checked_at = state.status, state.dispute, at
    payment.refunds_failed, payment.earlier_disputes = state.failed, state.earlier
    payment.save(
        update_fields=[
            "status", "dispute", "refunds_failed", "earlier_disputes", "amount_paid",
            "amount_refunded", "receipt_url", "attention", "withheld", "stripe_session_id",
            "stripe_customer", "stripe_subscription", "stripe_invoice", "stripe_payment_intent",
            "paid_at", "checked_at", "updated_at",
        ]
    )  # fmt: skip
