"""The due dates of recurring flows that have come."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from finance import recurrence, rules
from finance.errors import InvalidEntry, OccurrenceNotFound
from finance.models import Entry, Occurrence
from finance.services import locks


def of(entry: Entry) -> "QuerySet[Occurrence]":
    """Return the occurrences of a flow."""
    return Occurrence.objects.filter(user=entry.user_id, entry=entry)


def materialise(*, entry: Entry, through: date) -> int:
    """Make the occurrences of a recurring flow up to a day; return how many there are to make.

    `through` is a day of the person's calendar, as a rule today. Idempotent: it begins where it
    left off (`next_due_on`), so one that was removed does not come back.
    """
    if entry.next_due_on is None or entry.next_due_on > through:
        return 0
    days = advance(entry, through=through)
    _make(entry, days)
    _store_next(entry)
    return len(days)


def advance(entry: Entry, *, through: date) -> list[date]:
    """Return the days due from `next_due_on` on, and set it to the first one after `through`."""
    rule = recurrence.of(entry)
    days = list(rule.days(first=entry.next_due_on or rule.start, last=through))
    entry.next_due_on = rule.next(after=through)
    return days


def reschedule(*, entry: Entry, through: date) -> None:
    """Bring the occurrences into line with a changed rule, up to a day.

    Those on days that are still due keep their amounts; the others go, but for those corrected by
    hand; missing ones are made. What does not recur any more has none.
    """
    own = of(entry)
    if not entry.is_recurring:
        own.delete()
        return
    entry.next_due_on = None
    days = advance(entry, through=through)
    own.filter(is_corrected=False).exclude(on__in=days).delete()
    _make(entry, days)
    _store_next(entry)


def reprice(*, entry: Entry) -> None:
    """Give every occurrence the amount of its entry, but for those corrected by hand."""
    of(entry).filter(is_corrected=False).update(amount=entry.amount)


def corrected(*, entry: Entry) -> int:
    """Return how many occurrences of a flow were corrected by hand."""
    return of(entry).filter(is_corrected=True).count()


def follow(*, entry: Entry, after: date, ended_on: date | None) -> None:
    """Have a changed rule hold after a day; what took place until then stays as it is.

    `after` is as a rule the person's today. A new end takes away what came after it. `ended_on`
    is the end the rule had: where that was earlier, what would have come since is made.
    """
    own = of(entry)
    end, rule = entry.recurring_ends_on, recurrence.of(entry)
    own.filter(on__gt=min(after, end) if end else after).delete()
    if ended_on is not None and ended_on < after:
        _make(entry, rule.days(first=ended_on + timedelta(days=1), last=after))
    entry.next_due_on = rule.next(after=after)
    _store_next(entry)


@transaction.atomic
def change(*, user: User, occurrence_id: UUID, amount: Decimal) -> Occurrence:
    """Set what one occurrence really cost or brought, in the currency of its entry.

    From then on no new amount of the entry touches it. Raises OccurrenceNotFound, InvalidEntry.
    """
    locks.hold(user=user)
    found = _own(user, occurrence_id)
    problem = next(rules.amount_problems(amount, draft=rules.draft_of(found.entry)), None)
    if problem:
        raise InvalidEntry({"amount": problem})
    if amount != found.amount:
        found.amount, found.is_corrected = amount, True
        found.save(update_fields=["amount", "is_corrected"])
    return found


@transaction.atomic
def remove(*, user: User, occurrence_id: UUID) -> None:
    """Drop an occurrence that did not take place. Raises OccurrenceNotFound."""
    locks.hold(user=user)
    _own(user, occurrence_id).delete()


def _own(user: User, occurrence_id: UUID) -> Occurrence:
    found = (
        Occurrence.objects.select_related("entry")
        .filter(user=user, pk=occurrence_id, entry__user=user, entry__deleted_at=None)
        .first()
    )
    if found is None:
        raise OccurrenceNotFound(str(occurrence_id))
    return found


def _make(entry: Entry, days: Iterable[date]) -> None:
    Occurrence.objects.bulk_create(
        [
            Occurrence(user_id=entry.user_id, entry=entry, on=day, amount=entry.amount)
            for day in days
        ],
        ignore_conflicts=True,
    )


def _store_next(entry: Entry) -> None:
    Entry.objects.filter(user=entry.user_id, pk=entry.pk).update(next_due_on=entry.next_due_on)
