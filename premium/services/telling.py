"""Queues the mails about payments, each with the commit of what it tells about."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts import mailing, selectors
from accounts.models import User
from premium import observing
from premium.models import Notice, Payment, Subscription
from premium.observing import Json
from premium.services import prices


def once(*, person_id: UUID, about: str, at: datetime) -> bool:
    """Note that a person is told of something, with the commit that sends the mail.

    Returns False when they were before, by whichever job or event. `at` is aware UTC.
    """
    made = Notice(user_id=person_id, about=about, told_at=at)
    Notice.objects.bulk_create([made], ignore_conflicts=True)
    return Notice.objects.filter(pk=made.pk).exists()


def receipt(payment: Payment) -> None:
    """Confirm a payment, and say so when nothing is given for it yet."""
    _about(payment, "receipt", payment.amount_paid, is_withheld=payment.withheld)


def released(payment: Payment) -> None:
    """Tell that what was withheld is given."""
    _about(payment, "released", payment.amount_paid)


def failed(payment: Payment) -> None:
    """Tell that a payment did not arrive."""
    _about(payment, "payment_failed", payment.amount)


def returned(payment: Payment, *, ends: bool) -> None:
    """Tell how much of a payment went back by now, by us or by their bank.

    `ends` says that the subscription it paid for ends with it.
    """
    message = "dispute_lost" if payment.is_lost else "refunded"
    _about(payment, message, payment.returned.amount, ends=ends)


def refund_failed(payment: Payment) -> None:
    """Tell that money that was to go back did not arrive."""
    _about(payment, "refund_failed", payment.amount_paid - payment.amount_refunded)


def disputed(payment: Payment, *, stops: bool) -> None:
    """Tell that a payment is fought over; `stops`: what it paid for does not renew, either."""
    _about(payment, "disputed", payment.amount_paid, stops=stops)


def dispute_won(payment: Payment) -> None:
    """Tell that the bank left us the money, and that what was paid for counts again."""
    _about(payment, "dispute_won", payment.amount_paid)


def renewal_failed(subscription: Subscription, *, until: datetime) -> None:
    """Tell until when (aware UTC) premium goes on although its renewal was not paid."""
    reader = selectors.reader_of(subscription.user)
    _post(
        subscription.user,
        "renewal_failed",
        plan=subscription.plan_type,
        until=until.isoformat(),
        timezone=reader.timezone,
    )


def renewal_coming(subscription: Subscription, price: Json, *, at: datetime) -> None:
    """Tell when (aware UTC) a subscription renews, and what Stripe's price of it costs."""
    currency = str(price["currency"]).upper()
    _post(
        subscription.user,
        "renewal_coming",
        plan=prices.plan_of(price) or subscription.plan_type,
        amount=str(observing.amount(price["unit_amount"], currency)),
        currency=currency,
        at=at.isoformat(),
        timezone=selectors.reader_of(subscription.user).timezone,
    )


def ended(subscription: Subscription) -> None:
    """Tell that a subscription is over."""
    _post(subscription.user, "subscription_ended", plan=subscription.plan_type)


def _about(payment: Payment, message: str, amount: Decimal, **more: bool) -> None:
    _post(
        payment.user,
        message,
        kind=payment.kind,
        plan=payment.plan_type,
        amount=str(amount),
        currency=payment.currency,
        number=str(payment.pk),
        **more,
    )


def _post(user: User, message: str, **values: Any) -> None:
    mailing.post(
        message=f"premium.paying.emails.{message}",
        to=user.email,
        language=selectors.reader_of(user).language,
        **values,
    )
