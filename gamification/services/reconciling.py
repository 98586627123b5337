"""Points and tiers, recounted from the ledger: what differs is put right and noted.

A total that differs is drift, and noted for each person. A tier that does is as a rule a threshold
that staff have changed, which is on the record already.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum

from cms import audit
from gamification.models import LedgerEntry, PointBalance, Tier
from gamification.selectors import tier_for
from gamification.services import board, points, standing
from gamification.services.holding import hold

BATCH: Final = 500  # people


class Found(Enum):
    """What was wrong with the row of a person."""

    NOTHING = auto()
    TIER = auto()
    TOTAL = auto()


def reconcile(*, at: datetime) -> int:
    """Recount everybody; return how many rows were put right. Runs as the service.

    This is also how changed thresholds reach people. `at` is aware UTC.
    """
    found = [_repair(person, at) for person in _without_row()]
    last: UUID | None = None
    while rows := _after(last):
        last = rows[-1].pk
        found += [_repair(person, at) for person in _suspects(rows)]
    moved = found.count(Found.TIER)
    if moved:
        _note_moved(moved)
    return moved + found.count(Found.TOTAL)


def _after(last: UUID | None) -> list[PointBalance]:
    rows = PointBalance.objects.order_by("pk")
    return list((rows.filter(pk__gt=last) if last else rows)[:BATCH])


def _suspects(rows: Sequence[PointBalance]) -> list[UUID]:
    """Return whose row differs from the ledger: looked at without a lock, to be looked at again."""
    entries = LedgerEntry.objects.filter(user_id__in=[row.user_id for row in rows])
    sums = dict(entries.order_by().values_list("user_id").annotate(total=Sum("delta")))
    tiers = list(Tier.objects.all())
    return [
        row.user_id
        for row in rows
        if row.total_points != sums.get(row.user_id, 0)
        or row.current_tier != tier_for(points=sums.get(row.user_id, 0), tiers=tiers).code
    ]


def _without_row() -> list[UUID]:
    own = PointBalance.objects.filter(user_id=OuterRef("user_id"))
    lost = LedgerEntry.objects.filter(~Exists(own)).order_by().values_list("user_id", flat=True)
    return list(lost.distinct())


@transaction.atomic
def _repair(person_id: UUID, at: datetime) -> Found:
    held = hold(person_id=person_id)
    before = {"points": held.total_points, "tier": held.current_tier}
    standing.settle(held=held, total=points.sum_of(person_id=person_id), at=at)
    after = {"points": held.total_points, "tier": held.current_tier}
    if after == before:
        return Found.NOTHING
    board.follow(held=held, at=at)
    if after["points"] == before["points"]:
        return Found.TIER
    audit.record(action="points.repaired", actor=None, target=held, before=before, after=after)
    return Found.TOTAL


@transaction.atomic
def _note_moved(people: int) -> None:
    """Note that thresholds moved people: one entry, for they may be very many."""
    audit.record(action="points.tiers_applied", actor=None, after={"people": people})
