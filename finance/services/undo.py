"""Taking back a change of an entry or of its history: exactly, or not at all."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from finance import rules
from finance.errors import FinanceError
from finance.models import Entry, Occurrence, Valuation
from finance.services import entries, keepsakes, locks, valuations

REMEMBERED: Final = 60 * 60  # seconds
_VALUE: Final = {"amount", "date"}
# A rhythm makes and drops occurrences; an address is not to lie in the cache as plain text.
_NEVER: Final = {
    "recurring_frequency",
    "recurring_interval",
    "recurring_ends_on",
    "wallet_address",
}


class UndoExpired(FinanceError):
    """What was before is not known any more."""


@dataclass(frozen=True, slots=True)
class _Day:
    """What the history said of a day; no amount: nothing."""

    on: date
    amount: Decimal | None = None
    source: str = Valuation.Source.MANUAL


@dataclass(frozen=True, slots=True)
class _Before:
    """What an entry was before a change, as far as the change goes."""

    entry_id: UUID
    fields: Mapping[str, Any]
    days: Collection[_Day]


def remember(*, user: User, entry: Entry, changes: Mapping[str, Any]) -> str:
    """Keep what an entry is before a change; return a word to take the change back with.

    Nothing is returned for a change that could not be taken back exactly.
    """
    if _NEVER & set(changes) or (entry.is_recurring and "date" in changes):
        return ""
    draft = rules.draft_of(entry)
    names = set(changes) - (_VALUE if entry.is_balance else set())
    days = {changes["date"]} if entry.is_balance and "date" in changes else set()
    fields = {name: getattr(draft, name) for name in names}
    return _keep(user, _Before(entry.pk, fields, _days(user, entry, days)))


def remember_days(*, user: User, entry: Entry, days: Collection[date]) -> str:
    """Keep what the history of an entry says of some days; return a word to bring it back."""
    return _keep(user, _Before(entry.pk, {}, _days(user, entry, days)))


@transaction.atomic
def apply(*, user: User, entry_id: UUID, token: str, today: date) -> Entry:
    """Make an entry and its history what they were. Raises UndoExpired, EntryNotFound."""
    locks.hold(user=user)
    before = keepsakes.find(user=user, name=f"undo:{token}")
    if not isinstance(before, _Before) or before.entry_id != entry_id:
        raise UndoExpired(token)
    entry = entries.get(user=user, entry_id=entry_id)
    # What is put back comes first: a balance keeps at least one value.
    for day in sorted(before.days, key=lambda day: day.amount is None):
        _put_back(user, entry, day, today)
    if before.fields:
        entries.update(user=user, entry_id=entry_id, changes=before.fields, today=today)
    return entries.get(user=user, entry_id=entry_id)


def _days(user: User, entry: Entry, days: Collection[date]) -> list[_Day]:
    if entry.is_balance:
        values = Valuation.objects.filter(user=user, entry=entry, on__in=days)
        had = {row.on: _Day(row.on, row.amount, row.source) for row in values}
    else:
        events = Occurrence.objects.filter(user=user, entry=entry, on__in=days)
        had = {row.on: _Day(row.on, row.amount) for row in events}
    return [had.get(day, _Day(day)) for day in days]


def _put_back(user: User, entry: Entry, day: _Day, today: date) -> None:
    if not entry.is_balance:
        if day.amount is not None:
            Occurrence.objects.update_or_create(
                user=user, entry=entry, on=day.on, defaults={"amount": day.amount}
            )
    elif day.amount is not None:
        valuations.put(
            user=user,
            entry_id=entry.pk,
            on=day.on,
            amount=day.amount,
            today=today,
            source=day.source,
        )
    elif made := Valuation.objects.filter(user=user, entry=entry, on=day.on).first():
        valuations.remove(user=user, valuation_id=made.pk)


def _keep(user: User, before: _Before) -> str:
    token = secrets.token_urlsafe(12)
    kept = keepsakes.keep(user=user, name=f"undo:{token}", value=before, seconds=REMEMBERED)
    return token if kept else ""
