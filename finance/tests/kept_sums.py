"""Rows stored by bare statements, and the sums that triggers keep of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from finance.models import Entry, MonthlyTotal, NetWorthDay, Valuation
from finance.tests.make import DAY


def entry(user: User, category: str = "assets", amount: Any = 100, **fields: Any) -> Entry:
    """Store an entry by a bare INSERT, as imports do."""
    values = {"name": "Thing", "currency": "EUR", "date": DAY, **fields}
    made = Entry(user=user, category=category, amount=Decimal(amount), **values)
    made.save(force_insert=True)
    return made


def value(entry: Entry, on: date, amount: Any) -> None:
    Valuation.objects.create(user=entry.user, entry=entry, on=on, amount=Decimal(amount))


def worth(currency: str = "EUR") -> list[tuple[str, int, int, int]]:
    rows = NetWorthDay.objects.filter(currency=currency).order_by("on")
    return [
        (row.on.isoformat(), int(row.assets), int(row.liabilities), int(row.liquid)) for row in rows
    ]


def months() -> dict[tuple[str, str, str, str], tuple[int, int]]:
    return {
        (row.month.isoformat(), row.category, row.subcategory, row.currency): (
            int(row.total),
            row.entries,
        )
        for row in MonthlyTotal.objects.all()
    }
