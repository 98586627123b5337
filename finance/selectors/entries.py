"""Entries as lists show them: a page at a time, with values, rates and their last forty days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

from accounts.models import User
from finance.errors import EntryNotFound
from finance.models import Entry, EntryCount, Valuation
from finance.selectors import cursors, rates, sparks
from finance.selectors.cursors import Page
from finance.selectors.rates import Conversion
from numoraq.lib.money import percent

PAGE = 50
MAX_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which entries: None and "" ask for all. Words of `search` are sought in name and note."""

    category: str | None = None
    subcategory: str = ""
    is_liquid: bool | None = None
    search: str = ""
    recurring: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, its value in the reader's currency, and how a balance went.

    Flows are converted by the rate of their own day, balances by today's. `spark` has the value
    of each of the last 41 days (fewer for a younger balance), in the reader's currency where
    there are rates, else in its own; nothing for flows. `change` is per cent over these days.
    """

    entry: Entry
    conversion: Conversion | None
    spark: tuple[Decimal, ...]

    @property
    def change(self) -> Decimal | None:
        """How much the balance changed over the days shown, in per cent."""
        if len(self.spark) < 2:
            return None
        return percent(self.spark[-1] - self.spark[0], self.spark[0])


def page(
    *,
    user: User,
    currency: str,
    today: date,
    query: Query,
    after: str | None = None,
    size: int = PAGE,
) -> Page[Row]:
    """Return a page of a person's entries, latest day first.

    `after` is the `next` of the page before. Raises cursors.BadCursor. Three queries at most,
    however many entries there are.
    """
    part = cursors.page(_matching(user, query), day="date", after=after, size=size)
    return Page(rows(part.rows, user=user, currency=currency, today=today), part.next)


def rows(entries: Sequence[Entry], *, user: User, currency: str, today: date) -> Sequence[Row]:
    """Return entries with their values and sparks: two queries for all of them."""
    lines = sparks.values(user=user, entries=entries, today=today)
    spark_days = sparks.days(today) if lines else []
    table = rates.table(
        user=user,
        currencies={entry.currency for entry in entries} | {currency},
        days={*spark_days, *(_rate_day(entry, today) for entry in entries)},
    )
    return [
        Row(
            entry=entry,
            conversion=table.convert(entry.money, to=currency, on=_rate_day(entry, today)),
            spark=sparks.converted(
                lines.get(entry.pk, ()), entry=entry, table=table, to=currency, today=today
            ),
        )
        for entry in entries
    ]


def counts(*, user: User) -> dict[str, int]:
    """Return how many entries there are in each category, at the same cost for any number."""
    found = dict(EntryCount.objects.filter(user=user).values_list("category", "entries"))
    return {category: found.get(category, 0) for category in Entry.Category.values}


def history(
    *, user: User, entry_id: UUID, after: str | None = None, size: int = PAGE
) -> Page[Valuation]:
    """Return a page of the valuations of a balance, newest first.

    Raises EntryNotFound, cursors.BadCursor.
    """
    if not Entry.objects.filter(user=user, pk=entry_id, deleted_at=None).exists():
        raise EntryNotFound(str(entry_id))
    found = Valuation.objects.filter(user=user, entry=entry_id)
    return cursors.page(found, day="on", after=after, size=size)


def _rate_day(entry: Entry, today: date) -> date:
    return today if entry.is_balance else min(entry.date, today)


def _matching(user: User, query: Query) -> QuerySet[Entry]:
    found = Entry.objects.filter(user=user, deleted_at=None)
    if query.category:
        found = found.filter(category=query.category)
    if query.subcategory:
        found = found.filter(subcategory=query.subcategory)
    if query.is_liquid is not None:
        found = found.filter(is_liquid=query.is_liquid)
    if query.recurring is not None:
        found = found.filter(is_recurring=query.recurring)
    return _containing(found, query.search.split()[:MAX_WORDS])


def _containing(found: QuerySet[Entry], words: Iterable[str]) -> QuerySet[Entry]:
    text = _fold(Concat(F("name"), Value(" ", output_field=TextField()), F("description")))
    for word in words:
        place = StrIndex(text, _fold(Value(word.replace("\0", ""))))
        found = found.filter(GreaterThan(place, 0))
    return found


def _fold(expression: object) -> Func:
    return Func(expression, function="app.fold", output_field=TextField())
