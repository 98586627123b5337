"""Giving premium time and taking it back; and what it adds up to, kept in step.

Every function locks the person's row of `user_premium_status` before it looks, so that two of them
at once give what one after the other would. They write as the login role, as staff or as the
service: who calls says so. Times are aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from numoraq.rls import advisory
from premium.entitlement import entitlement
from premium.models import Grant, Plan, PremiumStatus

_ROW: Final = "premium"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What is to be given: a period, added seconds, or for good; and for which act.

    `idem_key` names the act: nothing is given twice for the same. `granted_at` is the moment of
    the act, not of its writing down.
    """

    kind: Grant.Kind
    source: Grant.Source
    idem_key: str
    granted_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    seconds: int | None = None
    plan_type: Plan.Code | str = ""
    reference: str = ""
    reason: str = ""


@transaction.atomic
def give(*, person_id: UUID, gift: Gift, at: datetime) -> bool:
    """Give a person premium time; return False when this act has given it already."""
    status = lock(person_id)
    made = Grant(user_id=person_id, **_columns(gift))
    Grant.objects.bulk_create([made], ignore_conflicts=True)
    is_new = Grant.objects.filter(pk=made.pk).exists()
    if is_new:
        _add_up(status, at)
    return is_new


@transaction.atomic
def revoke(*, person_id: UUID, idem_key: str, at: datetime, since: datetime | None = None) -> bool:
    """Take a grant back from a moment on, now by default; return False when there is none left.

    What was used of it until then stays used; what follows it moves up.
    """
    return _change(person_id, idem_key, at, revoked_at=since or at)


@transaction.atomic
def suspend(*, person_id: UUID, idem_key: str, at: datetime) -> bool:
    """Let a grant rest from now on; return False when it rests, or is gone."""
    return _change(person_id, idem_key, at, suspended_at=at)


@transaction.atomic
def restore(*, person_id: UUID, idem_key: str, at: datetime) -> bool:
    """Let a grant that rests count again, as if it never had; return False when it does not."""
    status = lock(person_id)
    resting = Grant.objects.filter(
        user_id=person_id, idem_key=idem_key, revoked_at=None, suspended_at__isnull=False
    )
    found = resting.update(suspended_at=None) > 0
    if found:
        _add_up(status, at)
    return found


@transaction.atomic
def recompute(*, person_id: UUID, at: datetime) -> bool:
    """Add a person's grants up again; return whether that changed what was kept of them."""
    return _add_up(lock(person_id), at)


def lock(person_id: UUID) -> PremiumStatus:
    """Return the person's row, made if need be, that nobody else changes until the commit."""
    found = PremiumStatus.objects.select_for_update(of=("self",)).filter(user_id=person_id)
    held = found.first()
    if held is None:
        advisory.hold(_ROW, of=[person_id])
        PremiumStatus.objects.bulk_create([PremiumStatus(user_id=person_id)], ignore_conflicts=True)
        held = found.get()
    return held


def hold(user_ids: list[UUID]) -> None:
    """Take the locks writers take first, for people who are about to be deleted.

    Who waits to make the row of somebody is waited for: there is none yet to be locked.
    """
    advisory.hold(_ROW, of=user_ids)
    rows = PremiumStatus.objects.filter(user_id__in=user_ids).order_by("user_id")
    list(rows.select_for_update(of=("self",)))


def _change(person_id: UUID, idem_key: str, at: datetime, **to: datetime) -> bool:
    status = lock(person_id)
    (column,) = to
    fresh = Grant.objects.filter(user_id=person_id, idem_key=idem_key, revoked_at=None)
    found = fresh.filter(**{column: None}).update(**to) > 0
    if found:
        _add_up(status, at)
    return found


def _add_up(status: PremiumStatus, at: datetime) -> bool:
    """Rewrite what is kept of a person's grants; the row is locked. Returns whether it changed."""
    adds_up = entitlement(Grant.objects.filter(user_id=status.user_id), at)
    kept = {
        "plan_type": adds_up.plan_type,
        "is_active": adds_up.is_active,
        "premium_expires_at": adds_up.expires_at,
        "grace_ends_at": adds_up.grace_ends_at,
        "is_lifetime": adds_up.is_lifetime,
        "source": adds_up.source,
    }
    changed = [name for name, value in kept.items() if getattr(status, name) != value]
    for name in changed:
        setattr(status, name, kept[name])
    if changed:
        status.save(update_fields=[*changed, "updated_at"])
    return bool(changed)


def _columns(gift: Gift) -> dict[str, object]:
    return {name: getattr(gift, name) for name in Gift.__slots__}
