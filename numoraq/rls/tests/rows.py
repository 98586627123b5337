"""Rows of Alice's and Bob's for the proofs."""

import datetime
from decimal import Decimal

from accounts.models import User
from finance.models import Entry
from numoraq.rls.identity import as_user

DAY = datetime.date(2026, 1, 1)


def entry(user: User, amount: int = 10, **fields: object) -> Entry:
    """Return an unsaved income of a person, in euro."""
    values = {"category": "income", "name": "Salary", "currency": "EUR", "date": DAY, **fields}
    return Entry(user=user, amount=Decimal(amount), **values)


def give(user: User, count: int, amount: int = 10) -> None:
    """Store some income of a person, as that person."""
    with as_user(user):
        Entry.objects.bulk_create([entry(user, amount) for _ in range(count)])
