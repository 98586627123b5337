"""Where a page of a list begins: the day and id of the last row before it, in one word."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Model, Q, QuerySet


class BadCursor(ValueError):
    """This word was not written by us."""


@dataclass(frozen=True, slots=True)
class Page[Row]:
    """Some rows, latest day first, and where the next ones begin; no cursor: no more."""

    rows: Sequence[Row]
    next: str | None


def page[Row: Model](found: QuerySet[Row], *, day: str, after: str | None, size: int) -> Page[Row]:
    """Return at most `size` rows by a column with their day, latest first. One query.

    `after` is the `next` of the page before. Raises BadCursor.
    """
    if after:
        on, pk = read(after)
        before = Q(**{f"{day}__lt": on}) | Q(**{day: on, "pk__lt": pk})
        found = found.filter(before, **{f"{day}__lte": on})
    rows = list(found.order_by(f"-{day}", "-pk")[: size + 1])
    last = rows[size - 1] if rows[size:] else None
    return Page(rows[:size], write(getattr(last, day), last.pk) if last else None)


def write(day: date, pk: UUID) -> str:
    """Return the cursor after a row."""
    return base64.urlsafe_b64encode(day.toordinal().to_bytes(3) + pk.bytes).decode().rstrip("=")


def read(cursor: str) -> tuple[date, UUID]:
    """Return the day and id that a cursor stands for. Raises BadCursor."""
    try:
        packed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        return date.fromordinal(int.from_bytes(packed[:3])), UUID(bytes=packed[3:])
    except (ValueError, OverflowError, binascii.Error) as error:
        raise BadCursor(cursor) from error
