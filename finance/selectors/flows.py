"""Income and expenses by month, in the person's currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from finance.models import Entry
from finance.selectors import flow_sums, rates
from finance.selectors.flow_sums import FlowSum, month_end
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


def by_month(*, user: User, currency: str, today: date, months: int = 12) -> list[Month]:
    """Return the last months up to the one of today, oldest first, empty ones included.

    Each by the rates of its last day (today's for the running one). Two queries.
    """
    firsts = _last_months(today, months)
    sums = flow_sums.months(user=user, first=firsts[0], last=firsts[-1], today=today)
    converted = _converted(user, sums, currency, today)

    def of(month: date, category: str) -> Money:
        return total(
            (money for row, money in converted if row.month == month and row.category == category),
            currency,
        )

    return [
        Month(month, of(month, Entry.Category.INCOME), of(month, Entry.Category.EXPENSES))
        for month in firsts
    ]


def _converted(
    user: User, sums: Sequence[FlowSum], currency: str, today: date
) -> list[tuple[FlowSum, Money]]:
    """Return the sums that have a rate with their values."""
    days = {row.month: min(month_end(row.month), today) for row in sums}
    codes = {row.money.currency for row in sums} | {currency}
    table = rates.table(user=user, currencies=codes, days=days.values())
    found = ((row, table.convert(row.money, to=currency, on=days[row.month])) for row in sums)
    return [(row, conversion.money) for row, conversion in found if conversion]


def _last_months(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - months + 1, last + 1)]
