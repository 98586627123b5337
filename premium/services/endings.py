"""Premium that runs out: told before, and noted after. Runs as the service; times are aware UTC.

Nothing depends on it: pages compare the moments themselves.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts import mailing, selectors
from premium.models import Grant, PremiumStatus
from premium.selectors import subscriptions
from premium.services import grants

TOLD_BEFORE: Final = timedelta(days=3)
_AT_ONCE: Final = 500


def remind(*, at: datetime) -> int:
    """Tell people once of an end that comes within days; return how many.

    Who has a subscription that renews is not told: it does not end.
    """
    keys = _soon(at).order_by("premium_expires_at").values_list("user_id", flat=True)
    return sum(_remind(key, at) for key in list(keys[:_AT_ONCE]))


def note(*, at: datetime) -> int:
    """Add up again what says it is active and is not any more; return how many."""
    over = PremiumStatus.objects.filter(
        Q(grace_ends_at=None) | Q(grace_ends_at__lte=at),
        is_active=True,
        premium_expires_at__lte=at,
    )
    keys = over.order_by("premium_expires_at").values_list("user_id", flat=True)
    return sum(grants.recompute(person_id=key, at=at) for key in list(keys[:_AT_ONCE]))


@transaction.atomic
def _remind(user_id: UUID, at: datetime) -> bool:
    rows = _soon(at).filter(user_id=user_id).select_related("user")
    status = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if status is None or status.premium_expires_at is None:
        return False
    status.reminded_of = status.premium_expires_at
    status.save(update_fields=["reminded_of", "updated_at"])
    renewing = subscriptions.open_of(user_id)
    if renewing is not None and renewing.renews:
        return False
    reader = selectors.reader_of(status.user)
    mailing.post(
        message="premium.paying.emails.ending",
        to=status.user.email,
        language=reader.language,
        until=status.premium_expires_at.isoformat(),
        is_trial=status.source == Grant.Source.TRIAL,
        timezone=reader.timezone,
    )
    return True


def _soon(at: datetime) -> QuerySet[PremiumStatus]:
    return PremiumStatus.objects.filter(
        Q(reminded_of=None) | ~Q(reminded_of=F("premium_expires_at")),
        premium_expires_at__gt=at,
        premium_expires_at__lte=at + TOLD_BEFORE,
        user__is_demo=False,
        user__is_active=True,
    )
