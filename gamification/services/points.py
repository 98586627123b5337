"""Points: given for an act once, and taken back once. The ledger is the truth.

The row of `user_points` is locked before anything is looked at, so that two writers queue; the
unique key of the act makes the second of them change nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum

from gamification.models import LedgerEntry, PointRule
from gamification.models.points import MOST_AT_ONCE, Source
from gamification.services import board, standing
from gamification.services.holding import as_writer, hold

_DAY: Final = timedelta(hours=24)
_TAKEN_BACK: Final = "reverse:"
_PART: Final = "part:"
_SOURCES: Final[dict[str, Source]] = {
    PointRule.Code.STREAK_7: Source.STREAK,
    PointRule.Code.STREAK_30: Source.STREAK,
    PointRule.Code.REFERRAL_VERIFIED: Source.REFERRAL,
    PointRule.Code.REFERRAL_ACTIVE: Source.REFERRAL,
}


class KeyTaken(Exception):
    """The key names an act of another person."""


class NoSuchEntry(LookupError):
    """No entry has the key."""


class NotReversible(Exception):
    """What takes something back is not taken back itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What came of it. Without `is_new` nothing changed; `total` and `tier` hold afterwards."""

    is_new: bool
    points: int
    total: int
    tier: str
    tier_before: str


def award(  # noqa: PLR0913 an entry of the ledger has as many
    *,
    person_id: UUID,
    points: int,
    source: str,
    idem_key: str,
    at: datetime,
    ref: str = "",
    reason: str = "",
) -> Award:
    """Give a person points for an act, or take them when below zero; once for each `idem_key`.

    `source` is a Source, `at` aware UTC. Runs as whoever asks. Raises KeyTaken, and ValueError
    for no points, an unknown source or an empty key.
    """
    if not points or source not in Source.values or not idem_key:
        raise ValueError(f"{points} points for {source!r} by {idem_key!r}")
    entry = LedgerEntry(
        user_id=person_id,
        delta=points,
        source=source,
        idem_key=idem_key,
        ref=ref,
        reason=reason,
        created_at=at,
    )
    return _add(entry)


def award_by_rule(  # noqa: PLR0913 an entry of the ledger has as many
    *,
    person_id: UUID,
    rule: str,
    idem_key: str,
    at: datetime,
    times: int = 1,
    ref: str = "",
    reason: str = "",
) -> Award:
    """Give what a rule says for an act, `times` over; nothing where the rule is off or used up.

    Never more than one entry may have, MOST_AT_ONCE.
    `rule` is a PointRule.Code, `at` aware UTC. Raises as `award` does, and DoesNotExist without
    reference data.
    """
    if times < 1 or not idem_key:
        raise ValueError(f"{times} times {rule} by {idem_key!r}")
    with as_writer():
        found = PointRule.objects.get(code=rule)
    entry = LedgerEntry(
        user_id=person_id,
        delta=min(found.points * times, MOST_AT_ONCE),
        source=_SOURCES.get(rule, rule),
        rule=rule,
        idem_key=idem_key,
        ref=ref,
        reason=reason,
        created_at=at,
    )
    return _add(entry, most=found.most_per_day if found.is_active else 0)


def reverse(*, idem_key: str, at: datetime, reason: str) -> Award:
    """Take back what is left of what was given under a key, once; the tier follows, down too.

    `at` is aware UTC. Raises NoSuchEntry, and NotReversible for an entry that takes back, all of
    another or a part.
    """
    with as_writer(), transaction.atomic():
        found = LedgerEntry.objects.filter(idem_key=idem_key).first()
        if found is None:
            raise NoSuchEntry(idem_key)
        if found.reverses is not None or idem_key.startswith(_PART):
            raise NotReversible(idem_key)
        held = hold(person_id=found.user_id)
        left = found.delta + sum(_parts_of(found).values_list("delta", flat=True))
        if not left:
            total, tier = held.total_points, held.current_tier
            return Award(is_new=False, points=0, total=total, tier=tier, tier_before=tier)
        return _add(
            LedgerEntry(
                user_id=found.user_id,
                delta=-left,
                source=found.source,
                rule=found.rule,
                idem_key=f"{_TAKEN_BACK}{idem_key}",
                ref=found.ref,
                reason=reason,
                reverses=found.pk,
                created_at=at,
            )
        )


def keep_share(*, idem_key: str, share: Fraction, step: str, at: datetime, grows: bool) -> None:
    """Let somebody keep a share, from 0 to 1, of what was given under a key; points round down.

    `step` names how it came to that share, once. More than is left is given only when it `grows`.
    `at` is aware UTC. Raises NoSuchEntry, and NotReversible for an entry that takes back.
    """
    with as_writer(), transaction.atomic():
        found = LedgerEntry.objects.filter(idem_key=idem_key).first()
        if found is None:
            raise NoSuchEntry(idem_key)
        hold(person_id=found.user_id)
        undone = LedgerEntry.objects.filter(
            idem_key=f"{_TAKEN_BACK}{idem_key}", user_id=found.user_id
        )
        about = undone | _parts_of(found)
        left = found.delta + sum(about.values_list("delta", flat=True))
        change = int(found.delta * share) - left
        if not change or (change > 0 and not grows):
            return
        if not share and not about.exists():
            reverse(idem_key=idem_key, at=at, reason="")
            return
        _add(
            LedgerEntry(
                user_id=found.user_id,
                delta=change,
                source=found.source,
                idem_key=f"{_PART}{idem_key}:{step}",
                ref=found.ref,
                created_at=at,
            )
        )


def _parts_of(entry: LedgerEntry) -> QuerySet[LedgerEntry]:
    """Return what took a part of an entry back, or gave it again."""
    begins = f"{_PART}{entry.idem_key}:"
    return LedgerEntry.objects.filter(idem_key__startswith=begins, user_id=entry.user_id)


def sum_of(*, person_id: UUID) -> int:
    """Return what the ledger comes to for a person."""
    own = LedgerEntry.objects.filter(user_id=person_id)
    return int(own.aggregate(total=Sum("delta", default=0))["total"])


def _add(entry: LedgerEntry, *, most: int | None = None) -> Award:
    """Store an entry unless its act has one; `most` limits how many a rule gives in 24 hours."""
    with as_writer(), transaction.atomic():
        held = hold(person_id=entry.user_id)
        before = held.current_tier
        is_new = not _is_used_up(entry, most) and _insert(entry)
        if is_new:
            standing.settle(
                held=held,
                total=held.total_points + entry.delta,
                at=entry.created_at,
                source=entry.source,
            )
            board.follow(held=held, at=entry.created_at)
        return Award(
            is_new=is_new,
            points=entry.delta if is_new else 0,
            total=held.total_points,
            tier=held.current_tier,
            tier_before=before,
        )


def _insert(entry: LedgerEntry) -> bool:
    """Insert an entry; return whether it was the first of its act. Raises KeyTaken."""
    LedgerEntry.objects.bulk_create([entry], ignore_conflicts=True)
    stored = LedgerEntry.objects.get(idem_key=entry.idem_key)
    if stored.user_id != entry.user_id:
        raise KeyTaken(entry.idem_key)
    return stored.pk == entry.pk


def _is_used_up(entry: LedgerEntry, most: int | None) -> bool:
    if most is None:
        return False
    lately = LedgerEntry.objects.filter(
        user_id=entry.user_id,
        rule=entry.rule,
        reverses=None,
        created_at__gt=entry.created_at - _DAY,
        created_at__lte=entry.created_at,
    )
    return lately.count() >= most
