"""What the pages of payments show."""

from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.models import User
from premium.models import Payment, PremiumStatus
from premium.selectors import plans as offers
from premium.selectors import subscriptions

_MOST = 100


def payments_context(user: User, at: datetime) -> dict[str, Any]:
    """Return what the parts about payments show a person (`at` is aware UTC). Runs as them.

    `plans`, `subscription` (None: none), `payments` (newest first), `is_for_good` (nothing left
    to buy), `can_pay`, `is_test` (no money moves), `donations` (suggested, US dollars).
    """
    return {
        "plans": offers.plans(),
        "subscription": subscriptions.open_of(user.pk),
        "payments": payments(user=user),
        "is_for_good": PremiumStatus.objects.filter(user=user, is_lifetime=True).exists(),
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
