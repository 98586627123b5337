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
    """Confirm a payment."""
    _about(payment, "receipt", payment.amount_paid)


def failed(payment: Payment) -> None:
    """Tell that a payment did not arrive."""
    _about(payment, "payment_failed", payment.amount)


def refunded(payment: Payment) -> None:
    """Tell how much of a payment went back by now."""
    _about(payment, "refunded", payment.amount_refunded or payment.amount_paid)


def disputed(payment: Payment) -> None:
    """Tell that a payment is fought over."""
    _about(payment, "disputed", payment.amount_paid)


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


def _about(payment: Payment, message: str, amount: Decimal) -> None:
    _post(
        payment.user,
        message,
        kind=payment.kind,
        plan=payment.plan_type,
        amount=str(amount),
        currency=payment.currency,
        number=str(payment.pk),
    )


def _post(user: User, message: str, **values: Any) -> None:
    mailing.post(
        message=f"premium.paying.emails.{message}",
        to=user.email,
        language=selectors.reader_of(user).language,
        **values,
    )
