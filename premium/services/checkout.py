"""Sending somebody to pay, and taking that back before they have.

What is asked for is written down and committed first, with the amount of our plan; then Stripe is
asked for a page, under a key that names the row: whatever breaks in between, asking again brings
the same page. Of premium one page is open at a time: whatever page there is, is closed at Stripe
before another is opened, so that two cannot both be paid. Runs outside a transaction, for a
person. Times are aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from numoraq.lib.money import Money
from numoraq.rls.identity import as_login_role
from premium import gateway, observing
from premium.models import Payment, Plan, PremiumStatus
from premium.selectors import subscriptions as current
from premium.services import customers, grants, prices, settling
from premium.trouble import Trouble

MOST: Final = 20  # pages a person opens within an hour
OPEN_FOR: Final = timedelta(hours=23)  # a page of Stripe's may be open for a day at most


class Unsellable(Exception):
    """This cannot be bought by this person; as text it says why."""


class SubscribedAlready(Unsellable):
    """The person has a subscription: it is changed, not bought again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to pay for: a plan, or a donation in whole US dollars."""

    plan: str = ""
    donation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where Stripe sends people back to; `{payment}` stands for the payment's id."""

    success: str
    cancel: str


def begin(*, user: User, order: Order, pages: Pages, at: datetime) -> Payment:
    """Return a payment with the address of its page. Raises Unsellable, Trouble."""
    if not settings.PAYMENTS_ENABLED:
        raise Unsellable(_("Nothing is sold here at the moment."))
    with as_login_role():
        payment, plan, others = _write(user, order, at)
        _make_room(payment, order, others, at)
        if payment.checkout_url:
            return payment
        customer = customers.ensure(user)
        asked = _asked(payment, plan, customer=customer, pages=pages)
        session = gateway.open_checkout(asked, key=f"checkout:{payment.pk}")
        return _opened(payment, session, customer)


def cancel(*, payment_id: UUID, at: datetime) -> Payment | None:
    """Close the page of a payment on which nobody has paid; one that was paid stays paid.

    Runs as the login role or the service. Raises Trouble while Stripe is away.
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        return None
    if payment.stripe_session_id:
        try:
            gateway.expire_checkout(payment.stripe_session_id)
        except Trouble as trouble:
            if trouble.is_temporary:
                raise
            return settling.settle(payment_id=payment_id, at=at)
    return settling.give_up(payment_id=payment_id, at=at)


@transaction.atomic
def _write(user: User, order: Order, at: datetime) -> tuple[Payment, Plan | None, list[UUID]]:
    """Return the row of what is asked for, and the payments whose pages are to be closed for it.

    The row is the same one for the same, asked for again soon.
    """
    grants.lock(user.pk)
    plan = _plan(user, order)
    asked = _row(user, order, plan)
    waiting = Payment.objects.filter(user=user, status=Payment.State.PENDING, stripe_invoice=None)
    same = waiting.filter(
        kind=asked.kind,
        plan_type=asked.plan_type,
        amount=asked.amount,
        currency=asked.currency,
        created_at__gt=at - OPEN_FOR + timedelta(hours=1),
    ).first()
    others = []
    if plan is not None:
        premium = waiting.exclude(kind=Payment.Kind.DONATION).order_by("created_at", "pk")
        others = [other.pk for other in premium if other != same]
    if same is not None:
        return same, plan, others
    if Payment.objects.filter(user=user, created_at__gt=at - timedelta(hours=1)).count() >= MOST:
        raise Unsellable(_("That were many pages to pay on. Wait an hour, please."))
    asked.created_at = at
    asked.save(force_insert=True)
    return asked, plan, others


def _make_room(payment: Payment, order: Order, others: list[UUID], at: datetime) -> None:
    """Close the other pages for premium; raise Unsellable when that shows one was paid."""
    try:
        for other in others:
            _close(other, at)
        if others:
            _plan(payment.user, order)
    except Unsellable:
        cancel(payment_id=payment.pk, at=at)
        raise


def _close(payment_id: UUID, at: datetime) -> None:
    after = cancel(payment_id=payment_id, at=at)
    if after is not None and after.status == Payment.State.PENDING:
        raise Unsellable(_("You are paying on another page. Look again in a minute."))


def _opened(payment: Payment, session: gateway.Json, customer: str) -> Payment:
    """Note the page of a payment; one that was given up meanwhile is closed instead."""
    with transaction.atomic():
        row = settling.lock(payment.pk, waits=True)
        if row is not None:
            row.stripe_session_id, row.stripe_customer = session["id"], customer
            row.checkout_url = session["url"] or ""
            row.save(
                update_fields=["stripe_session_id", "stripe_customer", "checkout_url", "updated_at"]
            )
    if row is None or row.status == Payment.State.CANCELLED:
        gateway.expire_checkout(session["id"])
        raise Unsellable(_("Another page to pay on was opened meanwhile. Go on there."))
    return row


def _plan(user: User, order: Order) -> Plan | None:
    if order.donation is not None:
        if not Payment.LEAST <= order.donation <= Payment.MOST:
            raise Unsellable(_("Whole dollars from 1 to 10,000, please."))
        return None
    plan = Plan.objects.filter(pk=order.plan).first()
    if plan is None:
        raise Unsellable(_("There is no such plan."))
    if PremiumStatus.objects.filter(user=user, is_lifetime=True).exists():
        raise Unsellable(_("You have premium for good. There is nothing left to buy."))
    if _is_on_its_way(user, plan):
        raise Unsellable(
            _("A payment of yours is on its way: nothing more is sold until it arrives or fails.")
        )
    if plan.months and current.open_of(user.pk) is not None:
        raise SubscribedAlready(_("You have a subscription. Change it instead."))
    return plan


def _is_on_its_way(user: User, plan: Plan) -> bool:
    """Return whether a bank still carries out a payment for what a plan would pay for again."""
    same = Q(kind=Payment.Kind.LIFETIME)
    if plan.months:
        same |= Q(kind=Payment.Kind.SUBSCRIPTION)
    return Payment.objects.filter(same, user=user, status=Payment.State.PROCESSING).exists()


def _row(user: User, order: Order, plan: Plan | None) -> Payment:
    if plan is None:
        amount = Decimal(order.donation or 0)
        return Payment(user=user, kind=Payment.Kind.DONATION, amount=amount, currency="USD")
    kind = Payment.Kind.SUBSCRIPTION if plan.months else Payment.Kind.LIFETIME
    return Payment(
        user=user, kind=kind, plan_type=plan.code, amount=plan.price, currency=plan.currency
    )


def _asked(payment: Payment, plan: Plan | None, *, customer: str, pages: Pages) -> dict[str, Any]:
    """Return what Stripe is asked for: the same for the same row, or its key would be refused."""
    about = customers.metadata(payment)
    is_subscription = payment.kind == Payment.Kind.SUBSCRIPTION
    data = "subscription_data" if is_subscription else "payment_intent_data"
    return {
        "mode": "subscription" if is_subscription else "payment",
        "customer": customer,
        "client_reference_id": str(payment.user_id),
        "metadata": about,
        data: {"metadata": about},
        "line_items": [_line(payment, plan)],
        "success_url": pages.success.replace("{payment}", str(payment.pk)),
        "cancel_url": pages.cancel.replace("{payment}", str(payment.pk)),
        "expires_at": int((payment.created_at + OPEN_FOR).timestamp()),
        **_tax(payment),
    }


def _tax(payment: Payment) -> dict[str, Any]:
    """Return how tax is asked for: by the address that is typed in there, kept for renewals."""
    if not settings.STRIPE_TAX or payment.kind == Payment.Kind.DONATION:
        return {}
    return {
        "automatic_tax": {"enabled": True},
        "billing_address_collection": "required",
        "customer_update": {"address": "auto", "name": "auto"},
        "tax_id_collection": {"enabled": True},
    }


def _line(payment: Payment, plan: Plan | None) -> dict[str, Any]:
    if plan is not None:
        return {"price": prices.ensure(plan)["id"], "quantity": 1}
    units = observing.smallest(Money(payment.amount, payment.currency))
    return {
        "price_data": {
            "currency": payment.currency.lower(),
            "unit_amount": units,
            "product_data": {"name": "NumoraQ"},
        },
        "quantity": 1,
    }
