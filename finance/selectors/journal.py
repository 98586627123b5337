"""What came in or went out, day by day: single flows and the occurrences of recurring ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from accounts.models import User
from finance.models import Entry, Occurrence
from finance.selectors import journal_query, journal_sums, places, rates
from finance.selectors.flow_sums import month_end, month_of
from finance.selectors.journal_query import Query
from finance.selectors.journal_sums import Total
from finance.selectors.places import Place
from numoraq.lib.money import Money, percent

SIZE = 50  # lines of a page


@dataclass(frozen=True, slots=True)
class Line:
    """One flow on one day; `conversion` is None where no rate is known."""

    id: UUID
    entry_id: UUID
    on: date
    name: str
    kind: str
    note: str
    money: Money
    is_recurring: bool
    conversion: rates.Conversion | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """The lines of a month that are on the page, and what the whole month comes to.

    `share` is per cent of the largest month of the page.
    """

    on: date
    total: Total
    share: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Page:
    """Months, newest first, and where the pages beside this one begin, if there are any."""

    months: Sequence[Month]
    newer: Place | None
    older: Place | None


def page(
    *, user: User, currency: str, query: Query, place: Place | None = None, size: int = SIZE
) -> Page:
    """Return a page of flows, newest first, each converted at the rate of its day.

    Five queries at most, however many flows there are.
    """
    once = journal_query.singles(user=user, query=query)
    again = journal_query.repeated(user=user, query=query)
    found = [
        *map(_single, places.beside(once, day="date", place=place)[: size + 1]),
        *map(_occurrence, places.beside(again, day="on", place=place)[: size + 1]),
    ]
    shown = places.window(found, place=place, size=size, key=lambda line: (line.on, line.id))
    if not shown.rows:
        # Nothing on that side any more: the beginning is better than an empty page.
        return (
            Page([], None, None)
            if place is None
            else page(user=user, currency=currency, query=query, size=size)
        )
    lines = _converted(user, currency, shown.rows)
    return Page(_months(user, currency, query, lines), shown.newer, shown.older)


def _single(entry: Entry) -> Line:
    return _line(entry, id_=entry.id, on=entry.date, money=entry.money)


def _occurrence(found: Occurrence) -> Line:
    money = Money(found.amount, found.entry.currency)
    return _line(found.entry, id_=found.id, on=found.on, money=money)


def _line(entry: Entry, *, id_: UUID, on: date, money: Money) -> Line:
    return Line(
        id=id_,
        entry_id=entry.id,
        on=on,
        name=entry.name,
        kind=entry.subcategory,
        note=entry.description,
        money=money,
        is_recurring=entry.is_recurring,
    )


def _converted(user: User, currency: str, lines: Sequence[Line]) -> list[Line]:
    table = rates.table(
        user=user,
        currencies={currency, *(line.money.currency for line in lines)},
        days={line.on for line in lines},
    )
    return [
        replace(line, conversion=table.convert(line.money, to=currency, on=line.on))
        for line in lines
    ]


def _months(user: User, currency: str, query: Query, lines: Sequence[Line]) -> list[Month]:
    firsts = sorted({month_of(line.on) for line in lines}, reverse=True)
    whole = replace(query, since=firsts[-1], until=min(month_end(firsts[0]), query.until))
    amounts = list(journal_sums.amounts(user=user, currency=currency, query=whole))
    totals = {
        first: journal_sums.add((a for a in amounts if a.month == first), currency=currency)
        for first in firsts
    }
    largest = max(found.money.amount for found in totals.values())
    return [
        Month(
            on=first,
            total=totals[first],
            share=round(percent(totals[first].money.amount, largest) or 0),
            lines=[line for line in lines if month_of(line.on) == first],
        )
        for first in firsts
    ]
