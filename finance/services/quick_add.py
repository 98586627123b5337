"""Adding an entry once, though the form or the call is sent twice."""

from datetime import date
from itertools import count
from uuid import UUID, uuid5

from django.db import transaction

from accounts.models import User
from finance.models import Entry
from finance.rules import Draft
from finance.services import entries, locks


@transaction.atomic
def add(*, user: User, draft: Draft, today: date, key: str) -> tuple[Entry, bool]:
    """Add an entry, or return the one that was added with the same key before.

    Whether it is new is the second part. The id of the entry comes of the person and the key, so
    the database itself holds no second one; what was deleted since can be added again.
    Raises InvalidEntry.
    """
    locks.hold(user=user)
    entry_id, before = _place(user, key)
    if before is not None:
        return before, False
    return entries.create(user=user, draft=draft, today=today, entry_id=entry_id), True


def _place(user: User, key: str) -> tuple[UUID, Entry | None]:
    """Return the first id of a key that no deleted entry has, and the entry that has it."""
    for number in count():
        entry_id = uuid5(user.pk, f"{key}/{number}")
        found = Entry.objects.filter(user=user, pk=entry_id).first()
        if found is None or found.deleted_at is None:
            break
    return entry_id, found
