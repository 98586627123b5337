"""Income and expenses by month, in the person's currency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from finance import kinds
from finance.models import Entry
from finance.selectors import flow_sums, rates
from finance.selectors.flow_sums import FlowSum, month_end, month_of
from numoraq.lib.money import Money, total


@dataclass(frozen=True, slots=True)
class Month:
    """What came in and went out in a month; `on` is its first day."""

    on: date
    income: Money
    expenses: Money

    @property
    def kept(self) -> Money:
        """Income less expenses."""
        return self.income - self.expenses


@dataclass(frozen=True, slots=True)
class Flow:
    """One kind of income or expenses in a month."""

    code: str
    label: str
    money: Money


@dataclass(frozen=True, slots=True)
class MonthFlows:
    """Where the money of a month came from and went to, largest first."""

    income: Sequence[Flow]
    expenses: Sequence[Flow]
    total_in: Money
    total_out: Money
    missing: tuple[str, ...]

    @property
    def kept(self) -> Money:
        """Income less expenses."""
        return self.total_in - self.total_out


def by_month(*, user: User, currency: str, today: date, months: int = 12) -> list[Month]:
    """Return the last months up to the one of today, oldest first, empty ones included.

    Each by the rates of its last day (today's for the running one). Two queries.
    """
    firsts = _last_months(today, months)
    sums = flow_sums.months(user=user, first=firsts[0], last=firsts[-1], today=today)
    converted, _missing = _converted(user, sums, currency, today)

    def of(month: date, category: str) -> Money:
        return total(
            (money for row, money in converted if row.month == month and row.category == category),
            currency,
        )

    return [
        Month(month, of(month, Entry.Category.INCOME), of(month, Entry.Category.EXPENSES))
        for month in firsts
    ]


def of_month(*, user: User, currency: str, month: date, today: date) -> MonthFlows:
    """Return the kinds of income and expenses of a month (any day of it). Two queries."""
    first = month_of(month)
    sums = flow_sums.months(user=user, first=first, last=first, today=today)
    converted, missing = _converted(user, sums, currency, today)
    income = _kinds(converted, Entry.Category.INCOME, currency)
    expenses = _kinds(converted, Entry.Category.EXPENSES, currency)
    return MonthFlows(
        income=income,
        expenses=expenses,
        total_in=total((flow.money for flow in income), currency),
        total_out=total((flow.money for flow in expenses), currency),
        missing=missing,
    )


def _converted(
    user: User, sums: Iterable[FlowSum], currency: str, today: date
) -> tuple[list[tuple[FlowSum, Money]], tuple[str, ...]]:
    """Return the sums with their values, and the currencies that have no rate."""
    sums = list(sums)
    days = {row.month: min(month_end(row.month), today) for row in sums}
    codes = {row.money.currency for row in sums} | {currency}
    table = rates.table(user=user, currencies=codes, days=days.values())
    converted, missing = [], set()
    for row in sums:
        found = table.convert(row.money, to=currency, on=days[row.month])
        if found:
            converted.append((row, found.money))
        else:
            missing.add(row.money.currency)
    return converted, tuple(sorted(missing))


def _kinds(rows: Iterable[tuple[FlowSum, Money]], category: str, currency: str) -> list[Flow]:
    sums: dict[str, list[Money]] = {}
    for row, money in rows:
        if row.category == category:
            sums.setdefault(row.subcategory or kinds.OTHER, []).append(money)
    flows = [
        Flow(code, kinds.label(category, code), total(found, currency))
        for code, found in sums.items()
    ]
    flows = [flow for flow in flows if flow.money]
    return sorted(flows, key=lambda flow: flow.money.amount, reverse=True)


def _last_months(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - months + 1, last + 1)]
