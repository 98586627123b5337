"""Adding an entry once, though the form is sent twice."""

from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from finance.models import Entry
from finance.rules import Draft
from finance.services import entries, keepsakes, locks

REMEMBERED: Final = 60 * 60 * 24  # seconds


@transaction.atomic
def add(*, user: User, draft: Draft, today: date, key: UUID) -> tuple[Entry, bool]:
    """Add an entry, or return the one that the same form (its key) has added before.

    Whether it is new is the second part. Two at once wait for each other; whether an entry
    exists is asked of the database, so one that was undone can be added again.
    Raises InvalidEntry.
    """
    locks.hold(user=user)
    known = keepsakes.find(user=user, name=f"added:{key}")
    before = Entry.objects.filter(user=user, pk=known, deleted_at=None).first() if known else None
    if before is not None:
        return before, False
    entry = entries.create(user=user, draft=draft, today=today)
    keepsakes.keep(user=user, name=f"added:{key}", value=str(entry.pk), seconds=REMEMBERED)
    return entry, True
