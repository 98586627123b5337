"""Keyset pages in both directions: newest first, after one row or before one.

The row need not exist any more: a page begins where it would stand.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from finance.selectors import cursors


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: its page has the rows after it, or the newer ones before it."""

    on: date
    id: UUID
    is_newer: bool = False

    @property
    def cursor(self) -> str:
        """The place in one word, for an address."""
        return cursors.write(self.on, self.id)


def read(*, after: str, before: str) -> Place | None:
    """Return the place of two words of an address; nonsense is the beginning of the list."""
    try:
        if after:
            return Place(*cursors.read(after))
        return Place(*cursors.read(before), is_newer=True) if before else None
    except cursors.BadCursor:
        return None


def beside(rows: Any, *, day: str, place: Place | None) -> Any:
    """Return a query of the rows on one side of a place, nearest first."""
    goes_up = place is not None and place.is_newer
    ordered = rows.order_by(day, "id") if goes_up else rows.order_by(f"-{day}", "-id")
    if place is None:
        return ordered
    side = "gt" if goes_up else "lt"
    # The first condition is what an index can use, the others decide within the day.
    return ordered.filter(
        Q(**{f"{day}__{side}e": place.on}),
        Q(**{f"{day}__{side}": place.on}) | Q(**{f"id__{side}": place.id}),
    )


@dataclass(frozen=True, slots=True)
class Window[Row]:
    """The rows of a page, newest first, and the places where its neighbours begin."""

    rows: list[Row]
    newer: Place | None = None
    older: Place | None = None


def window[Row](found: list[Row], *, place: Place | None, size: int, key: Any) -> Window[Row]:
    """Return a page of what was found beside a place: up to `size` + 1 rows, in any order.

    `key` gives the day and the id of a row.
    """
    goes_up = place is not None and place.is_newer
    ordered = sorted(found, key=key, reverse=not goes_up)
    rows = ordered[:size][:: -1 if goes_up else 1]
    if not rows:
        return Window([])
    has_more = len(found) > size
    has_newer = has_more if goes_up else place is not None
    return Window(
        rows,
        _place(key(rows[0]), is_newer=True) if has_newer else None,
        _place(key(rows[-1])) if goes_up or has_more else None,
    )


def _place(key: tuple[date, UUID], *, is_newer: bool = False) -> Place:
    return Place(key[0], key[1], is_newer)
