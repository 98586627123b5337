"""What the pages of payments show."""

from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.models import User
from premium.models import Payment, Subscription
from premium.selectors import plans as offers
from premium.selectors import subscriptions

_MOST = 100
OPEN = (Payment.State.PENDING, Payment.State.PROCESSING)


def payments_context(user: User, at: datetime) -> dict[str, Any]:
    """Return what the parts about payments show a person (`at` is aware UTC). Runs as them.

    `plans`, `subscription` (None: none), `payments` (newest first), `can_pay`, `is_test` (no
    money moves), `donations` (suggested, US dollars).
    """
    return {
        "plans": offers.plans(),
        "subscription": subscriptions.open_of(user.pk),
        "payments": payments(user=user),
        **selling(),
        "now": at,
    }


def selling() -> dict[str, Any]:
    """Return whether anything is sold here, and what is suggested; the same for everybody."""
    return {
        "can_pay": settings.PAYMENTS_ENABLED,
        "is_test": settings.STRIPE_FAKE,
        "donations": Payment.DONATIONS,
        "least": Payment.LEAST,
        "most": Payment.MOST,
    }


def payments(*, user: User) -> list[Payment]:
    """Return the payments of a person, newest first; pages nobody paid on are left out."""
    rows = Payment.objects.filter(user=user).exclude(
        status__in=[Payment.State.EXPIRED, Payment.State.CANCELLED]
    )
    return list(rows.order_by("-created_at", "pk")[:_MOST])


def subscription(*, user: User) -> Subscription | None:
    """Return the subscription of a person that has not ended."""
    return subscriptions.open_of(user.pk)
