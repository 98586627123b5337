"""What staff give and take back, with a reason, on the record. Acts as staff."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from cms import audit
from numoraq.lib import jobs
from premium.models import Grant
from premium.services import grants

MOST_DAYS: Final = 3660  # at once


@transaction.atomic
def give(
    *, person: User, days: int | None, once: UUID, actor: User, reason: str, at: datetime
) -> Grant:
    """Give somebody days, or premium for good when `days` is None; return the grant.

    The same `once` gives once. `at` is aware UTC.
    """
    gift = grants.Gift(
        kind=Grant.Kind.CREDIT if days else Grant.Kind.LIFETIME,
        source=Grant.Source.ADMIN,
        idem_key=f"admin:{once}",
        granted_at=at,
        seconds=int(timedelta(days=days).total_seconds()) if days else None,
        reason=reason,
    )
    is_new = grants.give(person_id=person.pk, gift=gift, at=at)
    given = Grant.objects.get(idem_key=gift.idem_key)
    if is_new:
        if days is None:
            # Whoever has premium for good pays no more by the month.
            jobs.enqueue("premium.stop_renewals", user_id=str(person.pk))
        audit.record(
            action="premium.given",
            actor=actor,
            target=given,
            after={"days": days, "for_good": days is None},
            reason=reason,
        )
    return given


@transaction.atomic
def take_back(*, grant: Grant, actor: User, reason: str, at: datetime) -> None:
    """Take a grant back from now on; one that is taken back already stays as it is."""
    if grants.revoke(person_id=grant.user_id, idem_key=grant.idem_key, at=at):
        audit.record(
            action="premium.taken_back",
            actor=actor,
            target=grant,
            before={"kind": grant.kind, "source": grant.source, "seconds": grant.seconds},
            reason=reason,
        )
