"""The last forty days of balances, for the small lines in lists."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import connection

from accounts.models import User
from finance.models import Entry
from finance.selectors.rates import Table
from numoraq.lib.money import Money

DAYS: Final = 40

# What held at the start of the window, and what was set in it.
_STEPS: Final = """
    SELECT entry_id, "on", amount FROM asset_valuations
    WHERE user_id = %(user)s AND entry_id = ANY (%(entries)s)
      AND "on" > %(start)s AND "on" <= %(today)s
    UNION ALL
    SELECT e.id, %(start)s::date, v.amount
    FROM unnest(%(entries)s::uuid[]) e (id)
    CROSS JOIN LATERAL (
        SELECT amount FROM asset_valuations
        WHERE user_id = %(user)s AND entry_id = e.id AND "on" <= %(start)s
        ORDER BY "on" DESC LIMIT 1
    ) v"""


def days(today: date) -> list[date]:
    """Return the days of a line: forty before today, and today."""
    return [today - timedelta(days=back) for back in range(DAYS, -1, -1)]


def values(*, user: User, entries: Sequence[Entry], today: date) -> dict[UUID, tuple[Decimal, ...]]:
    """Return the value of each day by balance, in its own currency; shorter for young ones."""
    balances = [entry.pk for entry in entries if entry.is_balance]
    if not balances:
        return {}
    window = days(today)
    values: dict[str, Any] = {
        "user": user.pk,
        "entries": balances,
        "start": window[0],
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, values)
        steps: dict[UUID, dict[date, Decimal]] = {}
        for entry_id, on, amount in cursor.fetchall():
            steps.setdefault(entry_id, {})[on] = amount
    return {entry_id: _filled(found, window) for entry_id, found in steps.items()}


def converted(
    line: Sequence[Decimal], *, entry: Entry, table: Table, to: str, today: date
) -> tuple[Decimal, ...]:
    """Return a line in another currency, or as it is when a day has no rate."""
    window = days(today)[-len(line) :] if line else []
    found = [
        table.convert(Money(amount, entry.currency), to=to, on=day)
        for day, amount in zip(window, line, strict=True)
    ]
    worth = tuple(part.money.amount for part in found if part)
    return worth if len(worth) == len(line) else tuple(line)


def _filled(steps: dict[date, Decimal], window: Sequence[date]) -> tuple[Decimal, ...]:
    line: list[Decimal] = []
    for day in window:
        if day in steps:
            line.append(steps[day])
        elif line:
            line.append(line[-1])
    return tuple(line)
