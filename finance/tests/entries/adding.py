"""What is sent to add an entry, and what a person has afterwards."""

from accounts.models import User
from finance.models import Entry
from numoraq.rls.identity import as_user

PATH = "/entries/add/"
ASSET = {
    "category": "assets",
    "amount": "12.50",
    "currency": "EUR",
    "name": "Savings",
    "subcategory": "bank",
    "date": "2026-11-22",
    "is_liquid": "usual",
}
EXPENSE = {
    "category": "expenses",
    "amount": "12.50",
    "currency": "EUR",
    "name": "Lunch",
    "subcategory": "food",
    "date": "2026-11-22",
    "recurring_frequency": "once",
}


def stored(user: User) -> list[Entry]:
    """Return what a person has."""
    with as_user(user):
        return list(Entry.objects.filter(user=user).order_by("created_at"))


def only(user: User) -> Entry:
    """Return the one entry a person has."""
    (entry,) = stored(user)
    return entry
