"""The statements behind a dashboard. Each reads sums or a few rows by index, never all entries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.models import User
from finance import recurrence
from finance.dashboard.runway import DAYS
from finance.dashboard.sums import LISTED, Account, Coming, Item, Worth
from finance.models import BalanceTotal, Entry
from finance.selectors import worth_series
from numoraq.lib.money import Money

LATEST: Final = 6

_STAMP: Final = """
    SELECT (SELECT version FROM finance_data_versions WHERE user_id = %s),
           (SELECT version FROM finance_rates_version)"""

# Whether a balance was first written down after a day; not asked of more than a thousand.
_HELD: Final = """
    SELECT category, subcategory, is_liquid, currency, total, entries,
           (SELECT min("on") FROM net_worth_daily WHERE user_id = %(user)s),
           sum(entries) OVER () > 1000 OR EXISTS (
               SELECT FROM financial_data e
               WHERE e.user_id = %(user)s AND e.category IN ('assets', 'liabilities')
                 AND e.deleted_at IS NULL AND NOT EXISTS (
                   SELECT FROM asset_valuations v
                   WHERE v.user_id = e.user_id AND v.entry_id = e.id AND v."on" < %(since)s))
    FROM finance_balance_totals WHERE user_id = %(user)s"""

# What recurs, what is due once, what those are paid from, and the newest rows of each category.
# Of what is due on the same days, in the same currency and from the same account, the largest are
# read with their names and the others as one sum: thousands of them cost a page nothing.
_ENTRIES: Final = """
    WITH due AS (
        SELECT id, name, category, subcategory, amount, currency, date, recurring_frequency,
               recurring_interval, recurring_ends_on, settles_in, next_due_on
        FROM financial_data
        WHERE user_id = %(user)s AND is_recurring AND deleted_at IS NULL
          AND next_due_on <= %(last)s AND category IN ('income', 'expenses')
          AND (recurring_ends_on IS NULL OR recurring_ends_on >= next_due_on)
        UNION ALL
        SELECT id, name, category, subcategory, amount, currency, date, recurring_frequency,
               recurring_interval, recurring_ends_on, settles_in, next_due_on
        FROM financial_data
        WHERE user_id = %(user)s AND NOT is_recurring AND deleted_at IS NULL
          AND date > %(today)s AND date <= %(last)s AND category IN ('income', 'expenses')
    ), ranked AS (
        SELECT *, row_number() OVER (
            PARTITION BY date, next_due_on, settles_in, recurring_ends_on, recurring_interval,
                         recurring_frequency, currency, category
            ORDER BY amount DESC, name) AS place
        FROM due
    ), shown AS (
        SELECT 'coming' AS part, id, name, category, subcategory, amount, currency, date,
               recurring_frequency, recurring_interval, recurring_ends_on, settles_in, next_due_on,
               1 AS many
        FROM ranked WHERE place <= %(named)s
        UNION ALL
        SELECT 'coming', NULL, '', category, '', sum(amount), currency, date,
               recurring_frequency, recurring_interval, recurring_ends_on, settles_in, next_due_on,
               count(*)
        FROM ranked WHERE place > %(named)s
        GROUP BY category, currency, date, recurring_frequency, recurring_interval,
                 recurring_ends_on, settles_in, next_due_on
        UNION ALL
        SELECT 'account', id, name, category, subcategory, COALESCE(balance, amount), currency,
               date, NULL, 1, NULL, NULL, NULL, 1
        FROM financial_data account
        WHERE account.user_id = %(user)s AND account.deleted_at IS NULL
          AND account.category = 'assets'
          AND account.id IN (SELECT settles_in FROM due)
        UNION ALL
        SELECT 'latest', latest.id, name, latest.category, subcategory, COALESCE(balance, amount),
               currency, date, NULL, 1, NULL, NULL, NULL, 1
        FROM unnest(%(categories)s::text[]) c (category)
        CROSS JOIN LATERAL (
            SELECT * FROM financial_data f
            WHERE f.user_id = %(user)s AND f.category = c.category AND f.date <= %(today)s
              AND f.deleted_at IS NULL AND NOT f.is_recurring
            ORDER BY f.date DESC, f.id DESC LIMIT %(latest)s
        ) latest
    )
    SELECT * FROM shown
    UNION ALL (
        SELECT 'latest', e.id, e.name, e.category, e.subcategory, o.amount, e.currency, o."on",
               NULL, 1, NULL, NULL, NULL, 1
        FROM financial_data e
        CROSS JOIN LATERAL (
            SELECT h.amount, h."on" FROM finance_occurrences h
            WHERE h.user_id = e.user_id AND h.entry_id = e.id AND h."on" <= %(today)s
            ORDER BY h."on" DESC LIMIT %(latest)s
        ) o
        WHERE e.user_id = %(user)s AND e.is_recurring AND e.deleted_at IS NULL
        ORDER BY o."on" DESC LIMIT %(latest)s
    )"""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held now; the first day anything was; whether something is newer than a day."""

    rows: Sequence[BalanceTotal]
    first_on: date | None = None
    has_new: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """The versions of a person's figures and of the published rates; 0 before there are any."""

    data: int
    rates: int


class Row(NamedTuple):
    """A row of the statement over entries; `part` says why it was read.

    `many` above one is of a sum, which has neither id nor name.
    """

    part: str
    id: UUID | None
    name: str
    category: str
    kind: str
    amount: Decimal
    currency: str
    on: date
    frequency: str | None
    interval: int
    ends_on: date | None
    settles_in: UUID | None
    due_on: date | None
    many: int

    @property
    def money(self) -> Money:
        """Return the amount in the currency of the entry."""
        return Money(self.amount, self.currency)


def stamp(*, user: User) -> Stamp:
    """Return what changes whenever a page of this person may look different."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, [user.pk])
        data, rates = cursor.fetchone()
    return Stamp(data or 0, rates or 0)


def held(*, user: User, since: date) -> Holdings:
    """Return what is held now, and whether any of it was first written down since a day."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"user": user.pk, "since": since})
        found = cursor.fetchall()
    rows = [
        BalanceTotal(
            user=user,
            category=category,
            subcategory=kind,
            is_liquid=is_liquid,
            currency=currency,
            total=total,
            entries=entries,
        )
        for category, kind, is_liquid, currency, total, entries, *_facts in found
    ]
    return Holdings(rows, *found[0][-2:]) if found else Holdings([])


def worth(*, user: User, days: Sequence[date]) -> list[Worth]:
    """Return what was owned and owed on each of some days, by currency."""
    return [
        Worth(day, currency, assets, liabilities)
        for day, currency, assets, liabilities, _liquid in worth_series.balances(
            user=user, days=days
        )
    ]


def entries(*, user: User, today: date) -> list[Row]:
    """Return the entries a page shows or forecasts from."""
    values: dict[str, Any] = {
        "user": user.pk,
        "today": today,
        "last": today + timedelta(days=DAYS),
        "categories": Entry.Category.values,
        "latest": LATEST,
        "named": LISTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, values)
        return [Row(*row) for row in cursor.fetchall()]


def coming(rows: Iterable[Row], *, today: date) -> list[Coming]:
    """Return what is due in the next thirty days, earliest first, largest first.

    What is due today or overdue, because its occurrence has not been made, is due today.
    """
    last = today + timedelta(days=DAYS)
    found = [
        Coming(row.name, row.category, max(day, today), row.money, row.settles_in, row.many)
        for row in rows
        if row.part == "coming"
        for day in _days(row, last)
    ]
    return sorted(found, key=lambda item: (item.on, -item.money.amount, item.name))


def accounts(rows: Iterable[Row]) -> list[Account]:
    """Return the accounts that something is paid from or into."""
    found = ((row.id, row) for row in rows if row.part == "account")
    return [Account(pk, row.name, row.money) for pk, row in found if pk]


def latest(rows: Iterable[Row]) -> list[Item]:
    """Return the newest income and expenses; somebody without any sees their balances."""
    found = [row for row in rows if row.part == "latest"]
    chosen = [row for row in found if row.category in Entry.FLOWS] or found
    items = [Item(r.id, r.name, r.category, r.kind, r.on, r.money) for r in chosen if r.id]
    return sorted(items, key=lambda item: (item.on, item.id), reverse=True)[:LATEST]


def _days(row: Row, last: date) -> Iterable[date]:
    if row.frequency is None or row.due_on is None:
        return [row.on]
    rule = recurrence.Rule(row.on, row.frequency, row.interval, row.ends_on)
    return rule.days(first=row.due_on, last=last)
