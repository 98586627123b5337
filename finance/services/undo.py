"""Taking back a change of an entry or of its history: exactly, or not at all."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q

from accounts.models import User
from finance.errors import FinanceError
from finance.models import Entry, Occurrence, Valuation
from finance.services import entries, keepsakes, locks, occurrences

REMEMBERED: Final = 60 * 60  # seconds
MOST_DAYS: Final = 2000  # of history that one change may be about
_VALUE: Final = {"amount", "date"}
_NEVER: Final = {"wallet_address"}  # it is not to lie in the cache as plain text


class UndoExpired(FinanceError):
    """What was before is not known any more, or not what the change has left."""


@dataclass(frozen=True, slots=True)
class _Day:
    """What the history says of a day: a value with its source, or an occurrence."""

    amount: Decimal
    source: str = ""
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What an entry and its history say, as far as a change goes.

    `fields` has columns by name; `days` those days that there is something of; `about` the days
    that were looked at, None for all of them.
    """

    entry_id: UUID
    fields: Mapping[str, Any]
    days: Mapping[date, _Day]
    about: Collection[date] | None


@dataclass(frozen=True, slots=True)
class _Change:
    before: Seen
    after: Seen


def look(
    *, user: User, entry: Entry, changes: Mapping[str, Any], today: date, rewrites: bool = False
) -> Seen | None:
    """Return what an entry is before a change, None if that could not be taken back exactly.

    Called with the person's lock, in the transaction of the change; `changes` are named as in
    Draft, `rewrites` tells that they hold for the past as well. What is due until `today` is
    made first: it was so before the change.
    """
    if _NEVER & set(changes):
        return None
    if entry.is_balance:
        days = {changes["date"]} if "date" in changes else set()
        names = set(changes) - _VALUE
        return _see(user, entry, names | ({"currency"} if days else set()), days)
    occurrences.materialise(entry=entry, through=today)
    if rewrites or set(entries.RULE) & set(changes):
        return _see(user, entry, {*changes, *_readings(entry), "next_due_on"}, None)
    if "amount" in changes:
        return _see(user, entry, {*changes, *_readings(entry), "next_due_on"}, ())
    return _see(user, entry, changes, ())


def look_at_days(*, user: User, entry: Entry, days: Collection[date]) -> Seen:
    """Return what the history of an entry says of some days before they are changed."""
    return _see(user, entry, _readings(entry), days)


def remember(*, user: User, before: Seen | None) -> str:
    """Keep what a change was; return a word to take it back with, nothing where there is none.

    Called in the transaction of the change, after it.
    """
    if before is None:
        return ""
    entry = Entry.objects.get(user=user, pk=before.entry_id)
    after = _see(user, entry, before.fields, before.about)
    known = before.days.keys() | after.days.keys()
    about = {day for day in known if before.days.get(day) != after.days.get(day)}
    if len(about) > MOST_DAYS:
        return ""
    token = secrets.token_urlsafe(12)
    change = _Change(_only(before, about), _only(after, about))
    kept = keepsakes.keep(user=user, name=f"undo:{token}", value=change, seconds=REMEMBERED)
    return token if kept else ""


@transaction.atomic
def apply(*, user: User, entry_id: UUID, token: str) -> Entry:
    """Make an entry and its history what they were.

    Raises EntryNotFound, and UndoExpired when there was another change since.
    """
    locks.hold(user=user)
    change = keepsakes.find(user=user, name=f"undo:{token}")
    if not isinstance(change, _Change) or change.before.entry_id != entry_id:
        raise UndoExpired(token)
    entry, before = entries.get(user=user, entry_id=entry_id), change.before
    if _see(user, entry, before.fields, before.about) != change.after or _is_cut_off(user, before):
        raise UndoExpired(token)
    # The columns first: they say what the days are of.
    entries.put_back(entry=entry, columns=before.fields)
    _put_back_days(user, entry, before)
    return entries.get(user=user, entry_id=entry_id)


def _readings(entry: Entry) -> Collection[str]:
    """Return the columns without which the history would mean something else."""
    return {"currency"} if entry.is_balance else {"currency", *entries.RULE}


def _see(user: User, entry: Entry, names: Iterable[str], about: Collection[date] | None) -> Seen:
    fields = {name: getattr(entry, name) for name in names}
    looked_at = Q(user=user, entry=entry) & (Q() if about is None else Q(on__in=about))
    if about is not None and not about:
        days = {}
    elif entry.is_balance:
        values = Valuation.objects.filter(looked_at)
        days = {row.on: _Day(row.amount, source=row.source) for row in values}
    else:
        events = Occurrence.objects.filter(looked_at)
        days = {row.on: _Day(row.amount, is_corrected=row.is_corrected) for row in events}
    return Seen(entry.pk, fields, days, about)


def _only(seen: Seen, about: Collection[date]) -> Seen:
    days = {day: said for day, said in seen.days.items() if day in about}
    return Seen(seen.entry_id, seen.fields, days, about)


def _is_cut_off(user: User, before: Seen) -> bool:
    """Return whether the account it was paid from is gone for good; a deleted one may be."""
    account: UUID | None = before.fields.get("settles_in")
    return account is not None and not Entry.objects.filter(user=user, pk=account).exists()


def _put_back_days(user: User, entry: Entry, before: Seen) -> None:
    model: type[Model] = Valuation if entry.is_balance else Occurrence
    columns = ("amount", "source") if entry.is_balance else ("amount", "is_corrected")
    rows = [
        model(user=user, entry=entry, on=on, **{name: getattr(said, name) for name in columns})
        for on, said in before.days.items()
    ]
    kept = model._default_manager  # noqa: SLF001 - the documented way to any model's rows
    kept.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "entry", "on"],
        update_fields=columns,
    )
    gone = set(before.about or ()) - before.days.keys()
    own = kept.filter(user=user, entry=entry)
    own.filter(on__in=gone).delete()
    if entry.is_balance and not own.exists():
        raise UndoExpired(str(entry.pk))  # a balance keeps at least one value
