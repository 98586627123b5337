"""Sums of income and expenses in their own currencies, from the monthly totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from accounts.models import User
from finance.models import Entry
from finance.selectors import rates
from numoraq.lib.money import Money, zero

# Whole months, without what lies after the day through which is counted; sums of nothing are none.
_MONTHS: Final = """
    SELECT month, category, subcategory, currency, sum(total) FROM (
        SELECT month, category, subcategory, currency, total
        FROM finance_monthly_totals
        WHERE user_id = %(user)s AND month BETWEEN %(first)s AND %(last)s
        UNION ALL
        SELECT date_trunc('month', date::timestamp)::date, category, subcategory, currency, -amount
        FROM financial_data
        WHERE user_id = %(user)s AND date > %(today)s AND date >= %(first)s
          AND date < (%(last)s::date + interval '1 month') AND deleted_at IS NULL
          AND category IN ('income', 'expenses') AND NOT is_recurring
        UNION ALL
        SELECT date_trunc('month', o."on"::timestamp)::date, e.category, e.subcategory, e.currency,
               -o.amount
        FROM finance_occurrences o
        JOIN financial_data e ON e.user_id = o.user_id AND e.id = o.entry_id
        WHERE o.user_id = %(user)s AND o."on" > %(today)s AND o."on" >= %(first)s
          AND o."on" < (%(last)s::date + interval '1 month')
          AND e.is_recurring AND e.deleted_at IS NULL
    ) flows GROUP BY month, category, subcategory, currency HAVING sum(total) <> 0"""

# Days of one month: the rows themselves, of which a month has few.
_DAYS: Final = """
    SELECT category, currency, sum(amount) FROM (
        SELECT category, currency, amount FROM financial_data
        WHERE user_id = %(user)s AND date BETWEEN %(first)s AND %(last)s
          AND category IN ('income', 'expenses') AND NOT is_recurring AND deleted_at IS NULL
        UNION ALL
        SELECT e.category, e.currency, o.amount
        FROM finance_occurrences o
        JOIN financial_data e ON e.user_id = o.user_id AND e.id = o.entry_id
        WHERE o.user_id = %(user)s AND o."on" BETWEEN %(first)s AND %(last)s
          AND e.is_recurring AND e.deleted_at IS NULL
    ) flows GROUP BY category, currency"""


@dataclass(frozen=True, slots=True)
class FlowSum:
    """What came in or went out in a month, of one kind and currency; an amount above zero."""

    month: date
    category: str
    subcategory: str
    money: Money


def months(*, user: User, first: date, last: date, today: date) -> list[FlowSum]:
    """Return the flows of months (their first days), without what lies after today."""
    values: dict[str, Any] = {"user": user.pk, "first": first, "last": last, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, values)
        rows = cursor.fetchall()
    return [
        FlowSum(month, category, kind, Money(amount, currency))
        for month, category, kind, currency, amount in rows
    ]


def kept(*, user: User, currency: str, after: date, through: date) -> Money:
    """Return income less expenses of the days after one day, through another, in a currency.

    Months are converted by the rates of their last day; currencies without one do not count.
    """
    start = after + timedelta(days=1)
    if start > through:
        return zero(currency)
    signed = _signed_by_day(user, start, through)
    table = rates.table(
        user=user,
        currencies={money.currency for _day, money in signed} | {currency},
        days={day for day, _money in signed},
    )
    result = zero(currency)
    for day, money in signed:
        found = table.convert(money, to=currency, on=day)
        result += found.money if found else zero(currency)
    return result


def month_of(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """Return the last day of a month."""
    return _next_month(month) - timedelta(days=1)


def _signed_by_day(user: User, start: date, through: date) -> Sequence[tuple[date, Money]]:
    """Return flows, expenses below zero, with the day by whose rate they are converted."""
    begun = month_of(start) if start.day == 1 else _next_month(start)
    rows: list[tuple[date, str, Money]] = []
    if begun > start:
        edge = min(month_end(start), through)
        rows += [(edge, category, money) for category, money in _days(user, start, edge)]
    if begun <= through:
        last = month_of(through)
        rows += [
            (min(month_end(row.month), through), row.category, row.money)
            for row in months(user=user, first=begun, last=last, today=through)
        ]
    return [
        (day, money if category == Entry.Category.INCOME else -money)
        for day, category, money in rows
    ]


def _days(user: User, first: date, last: date) -> list[tuple[str, Money]]:
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"user": user.pk, "first": first, "last": last})
        rows: list[tuple[str, str, Decimal]] = cursor.fetchall()
    return [(category, Money(amount, currency)) for category, currency, amount in rows]


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
