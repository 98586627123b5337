"""Which flows a page of the journal asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Q, QuerySet

from accounts.models import User
from finance import kinds
from finance.models import Entry, Occurrence
from finance.selectors import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which flows of one category, from one day through another; nothing: all of them."""

    category: str
    until: date
    since: date | None = None
    kind: str = ""
    search: str = ""


def singles(*, user: User, query: Query) -> QuerySet[Entry]:
    """Return the flows that happen once."""
    rows = Entry.objects.filter(
        _within(query, day="date"), user=user, category=query.category, is_recurring=False
    )
    return cast("QuerySet[Entry]", _matching(rows.filter(deleted_at=None), query))


def repeated(*, user: User, query: Query) -> QuerySet[Occurrence]:
    """Return the occurrences of recurring flows, with their entries."""
    rows = Occurrence.objects.filter(
        _within(query, day="on"), user=user, entry__user=user, entry__category=query.category
    )
    rows = rows.filter(entry__is_recurring=True, entry__deleted_at=None).select_related("entry")
    return cast("QuerySet[Occurrence]", _matching(rows, query, of="entry__"))


def _within(query: Query, *, day: str) -> Q:
    since = Q(**{f"{day}__gte": query.since}) if query.since else Q()
    return since & Q(**{f"{day}__lte": query.until})


def _matching(rows: Any, query: Query, *, of: str = "") -> Any:
    """Return the rows of a kind and a search; entries without a kind are among the others."""
    if query.kind:
        same = [query.kind, ""] if query.kind == kinds.OTHER else [query.kind]
        rows = rows.filter(**{f"{of}subcategory__in": same})
    return words.containing(rows, text=query.search, of=of)


def recurring(*, user: User, query: Query) -> QuerySet[Entry]:
    """Return the recurring flows themselves, whatever the days of the query."""
    rows = Entry.objects.filter(user=user, category=query.category, is_recurring=True)
    return cast("QuerySet[Entry]", _matching(rows.filter(deleted_at=None), query))


def planned(*, user: User, query: Query, today: date) -> QuerySet[Entry]:
    """Return the flows that happen once, after today."""
    rows = Entry.objects.filter(
        user=user, category=query.category, is_recurring=False, date__gt=today
    )
    return cast("QuerySet[Entry]", _matching(rows.filter(deleted_at=None), query))
