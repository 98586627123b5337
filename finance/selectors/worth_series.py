"""Net worth over time, at sample days, each by the rates of its own day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection

from accounts.models import User
from finance.selectors import flow_sums, rates
from numoraq.lib.money import Money, percent

# The currencies by a loose index scan, then the row in force on each day: as many look-ups as
# currencies times days, however many entries and rows there are.
_IN_FORCE: Final = """
    WITH RECURSIVE held AS (
        (SELECT currency FROM net_worth_daily WHERE user_id = %(user)s
         ORDER BY currency LIMIT 1)
        UNION ALL
        SELECT (SELECT n.currency FROM net_worth_daily n
                WHERE n.user_id = %(user)s AND n.currency > held.currency
                ORDER BY n.currency LIMIT 1)
        FROM held WHERE held.currency IS NOT NULL
    )
    SELECT d.day, held.currency, w.assets, w.liabilities, w.liquid
    FROM held
    CROSS JOIN unnest(%(days)s::date[]) d (day)
    CROSS JOIN LATERAL (
        SELECT n.assets, n.liabilities, n.liquid FROM net_worth_daily n
        WHERE n.user_id = %(user)s AND n.currency = held.currency AND n."on" <= d.day
        ORDER BY n."on" DESC LIMIT 1
    ) w
    WHERE held.currency IS NOT NULL"""

_HAS_NEW: Final = """
    SELECT EXISTS (
        SELECT FROM financial_data e
        WHERE e.user_id = %(user)s AND e.category IN ('assets', 'liabilities')
          AND e.deleted_at IS NULL AND e.date > %(after)s
          AND NOT EXISTS (
            SELECT FROM asset_valuations v
            WHERE v.user_id = e.user_id AND v.entry_id = e.id AND v."on" <= %(after)s)
          AND EXISTS (
            SELECT FROM asset_valuations v
            WHERE v.user_id = e.user_id AND v.entry_id = e.id AND v."on" <= %(through)s))"""


@dataclass(frozen=True, slots=True)
class Point:
    """Net worth on a day, in the currency of the series."""

    on: date
    total: Decimal
    assets: Decimal
    liabilities: Decimal
    liquid: Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """Net worth from a day to another in one currency, and why it changed.

    `kept` is what came in less what went out in the period; `market` is the rest of the change:
    prices, rates, and values typed in. When balances were first written down in the period
    (`has_new`), they are in that rest, so it is not the market's alone. `missing` names
    currencies that lack a rate on some day and are not counted there.
    """

    currency: str
    points: Sequence[Point]
    kept: Money
    has_new: bool
    missing: tuple[str, ...]

    @property
    def change(self) -> Money:
        """The last point less the first one."""
        return Money(self.points[-1].total - self.points[0].total, self.currency)

    @property
    def percent(self) -> Decimal | None:
        """The change in per cent of the first point, None when that was not above zero."""
        return percent(self.change.amount, self.points[0].total)

    @property
    def market(self) -> Money:
        """What changed without anybody keeping or spending it."""
        return self.change - self.kept


def series(*, user: User, currency: str, start: date, end: date, points: int = 61) -> Series:
    """Return net worth at no more than `points` days from start to end, both included.

    `end` is as a rule the person's today, never a day to come. At most six queries, whatever
    the number of entries.
    """
    days = sample_days(start=start, end=end, points=points)
    rows = balances(user=user, days=days)
    codes = {code for _day, code, *_sums in rows} | {currency}
    table = rates.table(user=user, currencies=codes, days=days)
    sums = {day: [Decimal(0)] * 3 for day in days}
    missing: set[str] = set()
    for day, code, *amounts in rows:
        if not any(amounts):
            continue
        for index, amount in enumerate(amounts):
            found = table.convert(Money(amount, code), to=currency, on=day)
            if found:
                sums[day][index] += found.money.amount
            else:
                missing.add(code)
    kept = flow_sums.kept(user=user, currency=currency, after=days[0], through=days[-1])
    has_new = _has_new(user, after=days[0], through=days[-1])
    return Series(currency, _points(sums), kept, has_new, tuple(sorted(missing)))


def sample_days(*, start: date, end: date, points: int) -> list[date]:
    """Return at most `points` days spread evenly from start to end, both included."""
    span = (end - start).days
    steps = min(points - 1, span)
    if steps <= 0:
        return [end]
    return [start + timedelta(days=round(span * step / steps)) for step in range(steps + 1)]


def balances(
    *, user: User, days: Iterable[date]
) -> list[tuple[date, str, Decimal, Decimal, Decimal]]:
    """Return what was owned, owed and liquid on some days, by currency. One query.

    Rows are (day, currency, assets, liabilities, liquid); none before the first value.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, {"user": user.pk, "days": list(days)})
        rows: list[tuple[date, str, Decimal, Decimal, Decimal]] = cursor.fetchall()
    return rows


def _has_new(user: User, *, after: date, through: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_HAS_NEW, {"user": user.pk, "after": after, "through": through})
        return bool(cursor.fetchone()[0])


def _points(sums: dict[date, list[Decimal]]) -> list[Point]:
    return [
        Point(day, assets - liabilities, assets, liabilities, liquid)
        for day, (assets, liabilities, liquid) in sums.items()
    ]
