"""Which entries an export has, read a few at a time whatever their number."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from finance.models import Entry, ManualRate, Occurrence, Valuation

_AT_ONCE: Final = 500  # entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked for: everything, or one category, or the entries of some days."""

    category: str = ""
    first: date | None = None
    last: date | None = None
    has_history: bool = True  # valuations and occurrences


EVERYTHING: Final = Selection()


@dataclass(frozen=True, slots=True)
class Item:
    """An entry with what happened to it, oldest first."""

    entry: Entry
    valuations: Sequence[Valuation] = field(default_factory=tuple)
    occurrences: Sequence[Occurrence] = field(default_factory=tuple)


def items(*, user: User, selection: Selection) -> Iterator[Item]:
    """Yield a person's entries by category, the latest day first."""
    wanted = [selection.category] if selection.category else list(Entry.Category.values)
    for category in wanted:
        own = _own(user, selection).filter(category=category)
        after = Q()
        while entries := list(own.filter(after).order_by("-date", "-pk")[:_AT_ONCE]):
            yield from _with_history(user, entries) if selection.has_history else map(Item, entries)
            last = entries[-1]
            after = Q(date__lt=last.date) | Q(date=last.date, pk__lt=last.pk)


def rates(*, user: User, selection: Selection) -> Iterator[ManualRate]:
    """Yield a person's own rates, oldest first; none beside a part of the entries."""
    if selection == EVERYTHING:
        own = ManualRate.objects.filter(user=user).order_by("on", "currency")
        yield from own.iterator(chunk_size=_AT_ONCE)


def _own(user: User, selection: Selection) -> QuerySet[Entry]:
    own = Entry.objects.filter(user=user, deleted_at=None)
    if selection.first:
        own = own.filter(date__gte=selection.first)
    if selection.last:
        own = own.filter(date__lte=selection.last)
    return own


def _with_history(user: User, entries: list[Entry]) -> Iterator[Item]:
    keys = [entry.pk for entry in entries if entry.is_balance or entry.is_recurring]
    valuations: defaultdict[UUID, list[Valuation]] = defaultdict(list)
    occurrences: defaultdict[UUID, list[Occurrence]] = defaultdict(list)
    if keys:
        for value in Valuation.objects.filter(user=user, entry__in=keys).order_by("on"):
            valuations[value.entry_id].append(value)
        for occurrence in Occurrence.objects.filter(user=user, entry__in=keys).order_by("on"):
            occurrences[occurrence.entry_id].append(occurrence)
    for entry in entries:
        yield Item(entry, valuations[entry.pk], occurrences[entry.pk])
