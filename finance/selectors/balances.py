"""What a person owns or owes as the list shows it: group by group, with sums and shares."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from accounts.models import User
from finance.models import BalanceTotal, Entry
from finance.selectors import balance_query, entries, places, rates
from finance.selectors.balance_query import Query
from finance.selectors.entries import Row
from finance.selectors.places import Place, Window
from numoraq.lib.money import Money, percent, total

SIZE: Final = 50  # rows of a group, or of a page of the only group


@dataclass(frozen=True, slots=True)
class Section:
    """One group: its sum, its share of all that is shown in per cent, and its rows on the page.

    `missing` counts the balances that have no rate; they are in `count` and not in `money`.
    """

    code: str
    label: str
    count: int
    missing: int
    money: Money
    share: Decimal | None
    rows: Sequence[Row]

    @property
    def has_more(self) -> bool:
        """Whether there are more balances than rows."""
        return self.count > len(self.rows)


@dataclass(frozen=True, slots=True)
class Page:
    """The groups, what they come to, and the pages beside this one (of the only group)."""

    sections: Sequence[Section]
    total: Money
    missing_codes: Sequence[str]  # currencies without a rate
    newer: Place | None
    older: Place | None

    @property
    def uncounted(self) -> list[Row]:
        """The balances on the page that have no rate and so are in no sum."""
        return [row for section in self.sections for row in section.rows if not row.conversion]

    @property
    def missing(self) -> int:
        """How many balances are in no sum, on the page or not."""
        return sum(section.missing for section in self.sections)


def page(
    *, user: User, currency: str, today: date, query: Query, place: Place | None = None
) -> Page:
    """Return the groups with their first rows; of an only group, the rows beside a place.

    By the rates of today. Six queries, however many balances there are; a search reads all.
    """
    totals = balance_query.totals(user=user, query=query)
    shown = _shown(user, query, list(totals), place)
    rows = entries.rows(shown.rows, user=user, currency=currency, today=today)
    worth = _worth(user, currency, today, totals)
    whole = total((money for parts in worth.values() for money in parts if money), currency)
    sections = [
        _section(query, code, parts, worth[code], whole, rows) for code, parts in totals.items()
    ]
    if query.category == Entry.Category.LIABILITIES:
        sections.sort(key=lambda section: section.money.amount, reverse=True)
    missing = {
        row.currency
        for code, parts in totals.items()
        for row, value in zip(parts, worth[code], strict=True)
        if value is None
    }
    return Page(sections, whole, sorted(missing), shown.newer, shown.older)


def _shown(user: User, query: Query, codes: Sequence[str], place: Place | None) -> Window[Entry]:
    """Return the first rows of each group, in one query, or a page of the only group."""
    groups = [balance_query.members(user=user, query=query, group=code) for code in codes]
    if len(groups) == 1:
        found = list(places.beside(groups[0], day="date", place=place)[: SIZE + 1])
        window = places.window(found, place=place, size=SIZE, key=lambda e: (e.date, e.pk))
        return window if window.rows or place is None else _shown(user, query, codes, None)
    firsts = [places.beside(group, day="date", place=None)[:SIZE] for group in groups]
    return Window(list(firsts[0].union(*firsts[1:], all=True)) if firsts else [])


def _worth(
    user: User, currency: str, today: date, totals: Mapping[str, Sequence[BalanceTotal]]
) -> dict[str, list[Money | None]]:
    """Return what each sum is worth today, None without a rate."""
    codes = {row.currency for rows in totals.values() for row in rows}
    table = rates.table(user=user, currencies=codes | {currency}, days=[today])

    def value(row: BalanceTotal) -> Money | None:
        found = table.convert(Money(row.total, row.currency), to=currency, on=today)
        return found.money if found else None

    return {code: [value(row) for row in rows] for code, rows in totals.items()}


def _section(
    query: Query,
    code: str,
    parts: Sequence[BalanceTotal],
    worth: Sequence[Money | None],
    whole: Money,
    rows: Iterable[Row],
) -> Section:
    money = total((part for part in worth if part), whole.currency)
    count = sum(part.entries for part in parts)
    own = [row for row in rows if balance_query.group_of(row.entry) == code]
    return Section(
        code=code,
        label=balance_query.label(category=query.category, code=code),
        count=count,
        missing=sum(p.entries for p, value in zip(parts, worth, strict=True) if value is None),
        money=money,
        share=percent(money.amount, whole.amount),
        # A group that is all here stands in the order of worth, a page of it in that of days.
        rows=sorted(own, key=_rank, reverse=True) if len(own) == count else own,
    )


def _rank(row: Row) -> tuple[bool, Decimal]:
    return (True, row.conversion.money.amount) if row.conversion else (False, Decimal(0))
