"""Income and expenses by month, and where the last month's money went."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance import kinds
from finance.dashboard.base import Base
from finance.models import Entry
from finance.selectors.flow_sums import FlowSum, month_end
from numoraq.lib.money import Money, percent, total

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Month:
    """Income and expenses of a month (its first day); `missing` are currencies without a rate."""

    on: date
    income: Money
    expenses: Money
    missing: frozenset[str]

    @property
    def kept(self) -> Money:
        """Return what was not spent."""
        return self.income - self.expenses


@dataclass(frozen=True, slots=True)
class Part:
    """Income or expenses of one kind."""

    kind: str
    money: Money


@dataclass(frozen=True, slots=True)
class MonthFlow:
    """Where a month's money came from and went to, largest first."""

    on: date
    income: Sequence[Part]
    expenses: Sequence[Part]
    total: Month


@dataclass(frozen=True, slots=True)
class Months:
    """Twelve months. `kept_share` is what was kept of all income, in per cent."""

    rows: Sequence[Month]
    kept_share: Decimal | None
    flow: MonthFlow | None

    @property
    def now(self) -> Month:
        """Return the month that is running."""
        return self.rows[-1]

    @property
    def overspent(self) -> Money:
        """Return what was spent beyond the income of all months."""
        return -total((month.kept for month in self.rows), self.now.income.currency)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was earned or spent."""
        return not any(month.income or month.expenses for month in self.rows)

    @property
    def has_income(self) -> bool:
        """Return whether anything was earned."""
        return any(month.income for month in self.rows)


def starts(today: date) -> list[date]:
    """Return the first days of the twelve months up to today, oldest first."""
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - SHOWN + 1, last + 1)]


def rate_day(month: date, *, today: date) -> date:
    """Return the day whose rates count for a month: its last, or today while it runs."""
    return min(month_end(month), today)


def figures(sums: Iterable[FlowSum], base: Base) -> Months:
    """Return the twelve months up to today, empty ones included."""
    by_month: dict[date, list[FlowSum]] = defaultdict(list)
    for row in sums:
        by_month[row.month].append(row)
    rows = [_month(on, by_month[on], base) for on in starts(base.today)]
    income = total((month.income for month in rows), base.currency)
    kept = total((month.kept for month in rows), base.currency)
    return Months(
        rows=rows,
        kept_share=percent(kept.amount, income.amount),
        flow=_flow(rows, by_month, base),
    )


def _month(on: date, sums: Iterable[FlowSum], base: Base) -> Month:
    totals = dict.fromkeys(Entry.FLOWS, base.nothing)
    missing = set()
    for row in sums:
        converted = base.of(row.money, on=rate_day(on, today=base.today))
        if converted is not None:
            totals[Entry.Category(row.category)] += converted
        elif row.money:
            missing.add(row.money.currency)
    income, expenses = (totals[category].rounded() for category in Entry.FLOWS)
    return Month(on, income, expenses, frozenset(missing))


def _flow(
    rows: Sequence[Month], by_month: dict[date, list[FlowSum]], base: Base
) -> MonthFlow | None:
    """Return the flow of this month; while it lacks a side, that of the last one if it has both."""
    running, before = rows[-1], rows[-2]
    chosen = next((month for month in (running, before) if month.income and month.expenses), None)
    chosen = chosen or next((m for m in (running, before) if m.income or m.expenses), None)
    if chosen is None:
        return None
    sums = by_month[chosen.on]
    return MonthFlow(
        on=chosen.on,
        income=_parts(sums, "income", chosen.on, base),
        expenses=_parts(sums, "expenses", chosen.on, base),
        total=chosen,
    )


def _parts(sums: Iterable[FlowSum], category: str, month: date, base: Base) -> list[Part]:
    totals: dict[str, Money] = defaultdict(lambda: base.nothing)
    for row in sums:
        converted = base.of(row.money, on=rate_day(month, today=base.today))
        if row.category == category and converted:
            totals[row.subcategory or kinds.OTHER] += converted
    parts = [Part(kind, money.rounded()) for kind, money in totals.items()]
    return sorted(parts, key=lambda part: part.money.amount, reverse=True)
