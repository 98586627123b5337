"""The history of one entry: values of a balance, occurrences of a recurring flow."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet

from finance.models import Entry, Occurrence, Valuation
from finance.selectors import places
from finance.selectors.places import Place, Window

LATEST: Final = 5
SIZE: Final = 50  # rows of a page
MOST_EVENTS: Final = 4000  # behind a chart: ten years of days
POINTS: Final = 120

type Event = Valuation | Occurrence


@dataclass(frozen=True, slots=True)
class Latest:
    """The last few, and how many there are."""

    events: Sequence[Event]
    count: int


def of(entry: Entry) -> "QuerySet[Any]":
    """Return the values of a balance, or the occurrences of a flow."""
    own = {"user": entry.user_id, "entry": entry.pk}
    return Valuation.objects.filter(**own) if entry.is_balance else Occurrence.objects.filter(**own)


def latest(*, entry: Entry, before: date) -> Latest:
    """Return the newest of the history before a day, and the count of all of it.

    Two queries, none for what happens once.
    """
    if not entry.is_balance and not entry.is_recurring:
        return Latest([], 0)
    found = of(entry).filter(on__lt=before).order_by("-on")
    return Latest(list(found[:LATEST]), of(entry).count())


def page(*, entry: Entry, place: Place | None) -> "Window[Event]":
    """Return a page of the history, newest first."""
    found = list(places.beside(of(entry), day="on", place=place)[: SIZE + 1])
    window = places.window(found, place=place, size=SIZE, key=lambda row: (row.on, row.pk))
    return window if window.rows or place is None else page(entry=entry, place=None)


def line(*, entry: Entry, today: date) -> list[tuple[date, Decimal]]:
    """Return evenly spaced (day, amount) for a chart, oldest first, in the entry's currency.

    A value holds until the next one; occurrences are taken as they come. One query.
    """
    newest = of(entry).order_by("-on").values_list("on", "amount")[:MOST_EVENTS]
    events = list(newest)[::-1]
    if not entry.is_balance or not events:
        return events[-POINTS:]
    first = events[0][0]
    step = max(1, -(-(today - first).days // POINTS))
    count = (today - first).days // step
    days = [today - timedelta(days=step * back) for back in range(count, -1, -1)]
    known = [on for on, _amount in events]
    return [(day, events[bisect_right(known, day) - 1][1]) for day in days if day >= first]
