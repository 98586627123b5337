"""A person's points, entry by entry, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, Sum

from accounts.models import User
from gamification.models import LedgerEntry

RECENT: Final = 8
ON_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, and what the points came to with it; never below zero."""

    entry: LedgerEntry
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, the latest first; the next page begins after the entry `next`, if any."""

    lines: Sequence[Line]
    next: UUID | None


def page(*, user: User, after: UUID | None = None, size: int = ON_A_PAGE) -> Page:
    """Return at most `size` entries of a person, those before an entry of theirs.

    One that is not there, or is somebody else's, is the beginning of the list.
    """
    found = LedgerEntry.objects.filter(user=user)
    last = found.filter(pk=after).first() if after else None
    if last:
        earlier = Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk)
        found = found.filter(earlier, created_at__lte=last.created_at)
    rows = list(found.order_by("-created_at", "-pk")[: size + 1])
    total = found.aggregate(total=Sum("delta", default=0))["total"]
    lines: list[Line] = []
    for entry in rows[:size]:
        lines.append(Line(entry, max(total, 0)))
        total -= entry.delta
    return Page(lines, rows[size - 1].pk if rows[size:] else None)
