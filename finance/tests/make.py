"""Entries for tests, made as the person who is acting."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from finance.models import Entry
from finance.rules import Draft
from finance.services import entries

TODAY = date(2026, 11, 22)
DAY = date(2026, 1, 1)


def draft(category: str = "assets", amount: Any = 100, **fields: Any) -> Draft:
    """Return a draft of an entry in euros."""
    values: dict[str, Any] = {"name": "Thing", "currency": "EUR", "date": DAY, **fields}
    return Draft(category=category, amount=Decimal(amount), **values)


def asset(user: User, amount: Any = 100, **fields: Any) -> Entry:
    """Store something a person owns."""
    return entries.create(user=user, draft=draft("assets", amount, **fields), today=TODAY)


def debt(user: User, amount: Any = 100, **fields: Any) -> Entry:
    """Store something a person owes."""
    return entries.create(user=user, draft=draft("liabilities", amount, **fields), today=TODAY)


def income(user: User, amount: Any = 100, **fields: Any) -> Entry:
    """Store what a person earned."""
    return entries.create(user=user, draft=draft("income", amount, **fields), today=TODAY)


def expense(user: User, amount: Any = 100, **fields: Any) -> Entry:
    """Store what a person spent."""
    return entries.create(user=user, draft=draft("expenses", amount, **fields), today=TODAY)


def monthly(user: User, amount: Any = 100, **fields: Any) -> Entry:
    """Store what a person spends every month."""
    return expense(user, amount, **{"recurring_frequency": "monthly", **fields})
