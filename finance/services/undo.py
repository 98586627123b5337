"""Taking back a change of an entry or of its history: exactly, or not at all."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
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
class _State:
    """What an entry and its history say, as far as a change goes."""

    fields: Mapping[str, Any]
    days: Collection[_Day]


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of an entry: what was before it, and, once it is made, what is after it."""

    entry_id: UUID
    before: _State
    after: _State | None = None


def remember(*, user: User, entry: Entry, changes: Mapping[str, Any]) -> str:
    """Keep what an entry is before a change; return a word to take the change back with.

    Nothing is returned for a change that could not be taken back exactly.
    """
    if _NEVER & set(changes) or (entry.is_recurring and "date" in changes):
        return ""
    names = set(changes) - (_VALUE if entry.is_balance else set())
    days = {changes["date"]} if entry.is_balance and "date" in changes else set()
    return _begin(user, entry, names, days)


def remember_days(*, user: User, entry: Entry, days: Collection[date]) -> str:
    """Keep what the history of an entry says of some days; return a word to bring it back."""
    return _begin(user, entry, (), days)


def seal(*, user: User, entry: Entry, token: str) -> None:
    """Note what an entry is after a change; without that it cannot be taken back.

    Called in the transaction of the change.
    """
    change = keepsakes.find(user=user, name=f"undo:{token}")
    if token and isinstance(change, _Change):
        made = Entry.objects.get(user=user, pk=entry.pk)
        _keep(user, token, replace(change, after=_like(change.before, user, made)))


@transaction.atomic
def apply(*, user: User, entry_id: UUID, token: str, today: date) -> Entry:
    """Make an entry and its history what they were.

    Raises EntryNotFound, and UndoExpired when there was another change since.
    """
    locks.hold(user=user)
    change = keepsakes.find(user=user, name=f"undo:{token}")
    if not isinstance(change, _Change) or change.entry_id != entry_id:
        raise UndoExpired(token)
    entry, before = entries.get(user=user, entry_id=entry_id), change.before
    if change.after is None or _like(before, user, entry) != change.after:
        raise UndoExpired(token)
    # Amounts are judged by the currency they were in.
    if before.fields:
        entries.update(user=user, entry_id=entry_id, changes=before.fields, today=today)
    # What is put back comes first: a balance keeps at least one value.
    for day in sorted(before.days, key=lambda day: day.amount is None):
        _put_back(user, entry, day, today)
    return entries.get(user=user, entry_id=entry_id)


def _like(state: _State, user: User, entry: Entry) -> _State:
    """Return what the same fields and days say now."""
    return _state(user, entry, state.fields, [day.on for day in state.days])


def _state(user: User, entry: Entry, names: Iterable[str], days: Collection[date]) -> _State:
    draft = rules.draft_of(entry)
    fields = {name: getattr(draft, name) for name in names}
    return _State(fields, _days(user, entry, sorted(days)))


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


def _begin(user: User, entry: Entry, names: Iterable[str], days: Collection[date]) -> str:
    token = secrets.token_urlsafe(12)
    change = _Change(entry.pk, _state(user, entry, names, days))
    return token if _keep(user, token, change) else ""


def _keep(user: User, token: str, change: _Change) -> bool:
    return keepsakes.keep(user=user, name=f"undo:{token}", value=change, seconds=REMEMBERED)
