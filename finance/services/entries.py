"""Adding, changing, deleting and bringing back entries."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from finance import fingerprints, rules
from finance.errors import EntryNotFound, InvalidEntry
from finance.models import Entry, Valuation
from finance.rules import Draft
from finance.services import locks, occurrences

PURGE_PAGE: Final = 500
_RHYTHM: Final = ("date", "recurring_frequency", "recurring_interval")
RULE: Final = (*_RHYTHM, "recurring_ends_on")


class Past(StrEnum):
    """What a changed amount or rule of a recurring flow does to its past occurrences."""

    KEEP = "keep"
    REWRITE = "rewrite"


@transaction.atomic
def create(
    *,
    user: User,
    draft: Draft,
    today: date,
    import_id: UUID | None = None,
    entry_id: UUID | None = None,
) -> Entry:
    """Add an entry; a recurring one at once with its occurrences up to today.

    `today` is the person's day; `entry_id` a key of its own that nothing has. Raises InvalidEntry.
    """
    locks.hold(user=user)
    draft = rules.clean(draft, today=today)
    _check_account(user, draft)
    entry = Entry(user=user, import_id=import_id, pk=entry_id or uuid4())
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
    amount or rule of a recurring flow counts from now on; with Past.REWRITE for the past as well,
    but for what was corrected by hand.
    Raises EntryNotFound, InvalidEntry.
    """
    locks.hold(user=user)
    entry = get(user=user, entry_id=entry_id)
    occurrences.materialise(entry=entry, through=today)  # what is due already is as it was
    before = rules.draft_of(entry)
    if before.is_balance and "date" in changes and "amount" not in changes:
        raise InvalidEntry({"amount": _("Say what it was worth on that day.")})
    if before.is_balance and "amount" in changes:
        changes = {"date": today, **changes}
    draft = rules.clean(replace(before, **changes), today=today, before=before)
    if draft.is_balance != before.is_balance:
        raise InvalidEntry({"category": _("What is owned or owed cannot become income or cost.")})
    if draft.settles_in != before.settles_in:
        _check_account(user, draft)
    if draft != before:
        _store(entry, draft)
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


def put_back(*, entry: Entry, columns: Mapping[str, Any]) -> None:
    """Write some columns of an entry as they once were stored, and nothing that follows of them.

    Those of a balance that its valuations decide are left to them.
    """
    entry.next_due_on = columns.get("next_due_on", entry.next_due_on)
    said = {name: value for name, value in columns.items() if name in rules.FIELDS}
    _store(entry, replace(rules.draft_of(entry), **said))


def purge(*, before: datetime) -> int:
    """Remove for good what was deleted before a moment (aware UTC); return how many entries.

    Run by the service, page by page, each in a transaction of its own. What is deleted counts
    nothing, so no sum changes.
    """
    removed = 0
    while page := _purge_page(before):
        removed += page
    return removed


@transaction.atomic
def _purge_page(before: datetime) -> int:
    """Remove some entries; return how many were looked at.

    The owners' locks come before the rows', as everywhere. Then the rows are asked for again:
    meanwhile somebody may have brought one back.
    """
    deleted = Entry.objects.filter(deleted_at__lt=before)
    page = list(deleted.order_by("deleted_at").values_list("pk", "user_id")[:PURGE_PAGE])
    if page:
        locks.hold_all(user_ids={owner for _key, owner in page})
        deleted.filter(pk__in=[key for key, _owner in page]).delete()
    return len(page)


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


def _store(entry: Entry, draft: Draft) -> None:
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
    rewrites = past is Past.REWRITE
    if rewrites and draft.amount != before.amount:
        occurrences.reprice(entry=entry)
    if not _differ(before, draft, RULE):
        return
    own = occurrences.of(entry)
    is_new = not before.recurring_frequency or (before.date > today and not own.exists())
    if is_new or (rewrites and _differ(before, draft, _RHYTHM)):
        occurrences.reschedule(entry=entry, through=today)
    elif entry.is_recurring:
        occurrences.follow(entry=entry, after=today, ended_on=before.recurring_ends_on)
    elif own.exists():
        told = _("It has taken place already. To stop it, say until when it goes on.")
        raise InvalidEntry({"recurring_frequency": told})


def _differ(before: Draft, draft: Draft, names: Iterable[str]) -> bool:
    return any(getattr(draft, name) != getattr(before, name) for name in names)
