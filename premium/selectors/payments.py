"""What the pages of payments show."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q

from accounts.models import User
from premium.models import Payment, PremiumStatus
from premium.payment_states import Status
from premium.selectors import plans as offers
from premium.selectors import subscriptions

_MOST = 100
# What is withheld waits for somebody of the team, even when its words were seen.
NEEDS_A_LOOK: Final = ~Q(attention="") | Q(
    withheld=True, status__in=[Status.COMPLETED, Status.PARTIALLY_REFUNDED, Status.DISPUTED]
)


def payments_context(user: User, at: datetime) -> dict[str, Any]:
    """Return what the parts about payments show a person (`at` is aware UTC). Runs as them.

    Beside what `buying` does: `payments`, newest first.
    """
    return {**buying(user), "payments": payments(user=user), "now": at}


def buying(user: User) -> dict[str, Any]:
    """Return what somebody can buy, and what renews by itself. Runs as them.

    `plans` (none where nothing is sold), `subscription` (None: none), `is_for_good` (nothing left
    to buy), `can_pay`, `is_test` (no money moves), `donations` (suggested, US dollars).
    """
    found = selling()
    for_good = PremiumStatus.objects.filter(user=user, is_lifetime=True)
    return {
        **found,
        "plans": offers.plans() if found["can_pay"] else [],
        "is_for_good": found["can_pay"] and for_good.exists(),
        "subscription": subscriptions.open_of(user.pk),
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
