"""The daily job that makes the occurrences of everybody's recurring flows."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from accounts.models import Profile
from finance import days
from finance.models import Entry, Occurrence
from finance.services import locks, occurrences

PAGE: Final = 200  # entries of one transaction, hence of that many locks at most
_AHEAD: Final = timedelta(hours=14)  # no time zone is further ahead of UTC

type Key = tuple[date, UUID]


def materialise_due(*, at: datetime) -> int:
    """Make every occurrence that is due at a moment, in the day of each person's time zone.

    Run by the service. Idempotent, page by page, each page a transaction: whatever stops it,
    the next run goes on. `at` is aware UTC. Returns how many were made.
    """
    made = 0
    page = _page(latest=(at.astimezone(UTC) + _AHEAD).date(), after=(date.min, UUID(int=0)))
    while page:
        made += _materialise([pk for _day, pk in page], at)
        page = _page(latest=(at.astimezone(UTC) + _AHEAD).date(), after=page[-1])
    return made


def _page(*, latest: date, after: Key) -> list[Key]:
    """Return the next entries that may be due somewhere, by the index made for it."""
    day, pk = after
    found = (
        Entry.objects.filter(is_recurring=True, deleted_at=None, next_due_on__lte=latest)
        .filter(Q(recurring_ends_on=None) | Q(next_due_on__lte=F("recurring_ends_on")))
        .filter(Q(next_due_on__gt=day) | Q(next_due_on=day, pk__gt=pk))
        .order_by("next_due_on", "pk")
    )
    return [(entry.next_due_on or latest, entry.pk) for entry in found[:PAGE]]


@transaction.atomic
def _materialise(entry_ids: list[UUID], at: datetime) -> int:
    wanted = Entry.objects.filter(pk__in=entry_ids, is_recurring=True, deleted_at=None)
    owners = {entry.user_id for entry in wanted}
    locks.hold_all(user_ids=owners)
    zones = dict(Profile.objects.filter(pk__in=owners).values_list("pk", "timezone"))
    due, changed = [], []
    for entry in wanted.select_for_update().order_by("pk"):
        today = days.on(at=at, zone=zones.get(entry.user_id, "UTC"))
        if entry.next_due_on and entry.next_due_on <= today:
            due += [
                Occurrence(user_id=entry.user_id, entry=entry, on=day, amount=entry.amount)
                for day in occurrences.advance(entry, through=today)
            ]
            changed.append(entry)
    Occurrence.objects.bulk_create(due, ignore_conflicts=True)
    Entry.objects.bulk_update(changed, ["next_due_on"])
    return len(due)
