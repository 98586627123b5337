"""Adding, changing, deleting and bringing back entries."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from finance import fingerprints, rules
from finance.errors import EntryNotFound, InvalidEntry
from finance.models import Entry, Occurrence, Valuation
from finance.rules import Draft
from finance.services import locks, occurrences

PURGE_PAGE: Final = 500
_RULE: Final = ("date", "recurring_frequency", "recurring_interval", "recurring_ends_on")


class Past(StrEnum):
    """What a changed amount of a recurring flow does to its past occurrences."""

    KEEP = "keep"
    REWRITE = "rewrite"


@transaction.atomic
def create(*, user: User, draft: Draft, today: date, import_id: UUID | None = None) -> Entry:
    """Add an entry; a recurring one at once with its occurrences up to today.

    `today` is the person's day. Raises InvalidEntry.
    """
    locks.hold(user=user)
    draft = rules.clean(draft, today=today)
    _check_account(user, draft)
    entry = Entry(user=user, import_id=import_id)
    _fill(entry, draft)
    entry.save(force_insert=True)
    occurrences.materialise(entry=entry, through=today)
    return entry


@transaction.atomic
def update(
    *,
    user: User,
    entry_id: UUID,
    changes: Mapping[str, Any],
    today: date,
    past: Past = Past.KEEP,
) -> Entry:
    """Change some fields of an entry, named as in Draft; return it as it is then.

    On a balance, `amount` and `date` set its valuation of that day (today unless given). A new
    amount of a recurring flow counts from now on; with Past.REWRITE for the past as well. A new
    rule makes its occurrences anew, where the days stay the amounts do too.
    Raises EntryNotFound, InvalidEntry.
    """
    locks.hold(user=user)
    entry = get(user=user, entry_id=entry_id)
    before = rules.draft_of(entry)
    if "amount" in changes and "date" not in changes and before.is_balance:
        changes = {**changes, "date": today}
    draft = rules.clean(replace(before, **changes), today=today, before=before)
    if draft.is_balance != before.is_balance:
        raise InvalidEntry({"category": _("What is owned or owed cannot become income or cost.")})
    _check_account(user, draft)
    _store(entry, before, draft)
    if draft.is_balance:
        _value(entry, before, draft)
    else:
        _recur(entry, before, draft, today=today, past=past)
    return get(user=user, entry_id=entry_id)


@transaction.atomic
def delete(*, user: User, entry_id: UUID, at: datetime) -> Entry:
    """Delete an entry in a way that can be undone: from now on it counts nothing.

    `at` is aware UTC. Raises EntryNotFound.
    """
    locks.hold(user=user)
    entry = get(user=user, entry_id=entry_id)
    entry.deleted_at = at
    entry.save(update_fields=["deleted_at", "updated_at"])
    return entry


@transaction.atomic
def restore(*, user: User, entry_id: UUID, today: date) -> Entry:
    """Bring a deleted entry back with all its history, and what became due in between.

    Raises EntryNotFound when it is gone for good.
    """
    locks.hold(user=user)
    entry = Entry.objects.filter(user=user, pk=entry_id).exclude(deleted_at=None).first()
    if entry is None:
        raise EntryNotFound(str(entry_id))
    entry.deleted_at = None
    entry.save(update_fields=["deleted_at", "updated_at"])
    occurrences.materialise(entry=entry, through=today)
    return entry


def purge(*, before: datetime) -> int:
    """Remove for good what was deleted before a moment (aware UTC); return how many entries.

    Run by the service, page by page: the triggers take a lock for each person of a statement.
    What is deleted counts nothing, so no sum changes.
    """
    removed = 0
    deleted = Entry.objects.filter(deleted_at__lt=before).order_by("deleted_at")
    while page := list(deleted.values_list("pk", flat=True)[:PURGE_PAGE]):
        removed += Entry.objects.filter(pk__in=page).delete()[0]
    return removed


def get(*, user: User, entry_id: UUID) -> Entry:
    """Return a person's entry that is not deleted. Raises EntryNotFound."""
    entry = Entry.objects.filter(user=user, pk=entry_id, deleted_at=None).first()
    if entry is None:
        raise EntryNotFound(str(entry_id))
    return entry


def _check_account(user: User, draft: Draft) -> None:
    if draft.settles_in is None:
        return
    accounts = Entry.objects.filter(user=user, category__in=Entry.BALANCES, deleted_at=None)
    if not accounts.filter(pk=draft.settles_in).exists():
        raise InvalidEntry({"settles_in": _("There is no such account.")})


def _fill(entry: Entry, draft: Draft) -> None:
    """Set an entry's columns; on a balance, triggers see to amount and date afterwards."""
    for field in rules.FIELDS:
        setattr(entry, field, getattr(draft, field))
    entry.is_recurring = draft.recurring_frequency is not None
    entry.balance = draft.amount if draft.is_balance else None
    entry.amount = rules.cents(draft.amount)
    if not entry.is_recurring:
        entry.next_due_on = None
    elif entry.next_due_on is None:
        entry.next_due_on = draft.date
    entry.fingerprint = fingerprints.of(
        category=draft.category,
        on=draft.date,
        amount=draft.amount,
        currency=draft.currency,
        name=draft.name,
    )


def _store(entry: Entry, before: Draft, draft: Draft) -> None:
    if draft == before:
        return
    _fill(entry, draft)
    written = {*rules.FIELDS, "is_recurring", "next_due_on", "fingerprint", "updated_at"}
    entry.save(update_fields=written - ({"amount", "date"} if entry.is_balance else set()))


def _value(entry: Entry, before: Draft, draft: Draft) -> None:
    if (draft.amount, draft.date) != (before.amount, before.date):
        Valuation.objects.update_or_create(
            user=entry.user,
            entry=entry,
            on=draft.date,
            defaults={"amount": draft.amount, "source": Valuation.Source.MANUAL},
        )


def _recur(entry: Entry, before: Draft, draft: Draft, *, today: date, past: Past) -> None:
    if past is Past.REWRITE and draft.amount != before.amount:
        Occurrence.objects.filter(user=entry.user, entry=entry).update(amount=draft.amount)
    if any(getattr(draft, field) != getattr(before, field) for field in _RULE):
        occurrences.reschedule(entry=entry, through=today)
