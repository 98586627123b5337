"""What comes again and again, and what is planned once: the head of the lists of flows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from finance.models import Entry
from finance.selectors import journal_query, rates
from finance.selectors.journal_query import Query
from finance.selectors.rates import Conversion
from numoraq.lib.money import Money, total

MOST: Final = 200  # of each; more would not be read
_ORDER: Final = (Entry.Frequency.MONTHLY, Entry.Frequency.WEEKLY, Entry.Frequency.YEARLY)


@dataclass(frozen=True, slots=True)
class Standing:
    """A flow to come: `next_on` is its next day, None for one that has ended."""

    entry: Entry
    conversion: Conversion | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Flows of one rhythm, the next one first, and what they come to each time around."""

    label: str
    money: Money
    rows: Sequence[Standing]
    has_ended: bool = False


def rhythms(*, user: User, currency: str, today: date, query: Query) -> list[Rhythm]:
    """Return the recurring flows by rhythm, monthly ones first, ended ones last.

    Amounts are converted by the rates of today. Two queries.
    """
    found = journal_query.recurring(user=user, query=query)
    rows = _standing(found.order_by("next_due_on", "pk"), user, currency, today)
    by_rhythm: dict[tuple[bool, int, int], list[Standing]] = {}
    for row in rows:
        by_rhythm.setdefault(_rank(row), []).append(row)
    return [
        Rhythm(
            label=_("Ended") if rank[0] else every(same[0].entry),
            money=total((row.conversion.money for row in same if row.conversion), currency),
            rows=same,
            has_ended=rank[0],
        )
        for rank, same in sorted(by_rhythm.items())
    ]


def planned(*, user: User, currency: str, today: date, query: Query) -> list[Standing]:
    """Return flows that happen once, on a day to come, the next one first. Two queries."""
    found = journal_query.planned(user=user, query=query, today=today)
    return _standing(found.order_by("date", "pk"), user, currency, today)


def every(entry: Entry) -> str:
    """Return the rhythm of a recurring flow in words."""
    count = entry.recurring_interval
    if entry.recurring_frequency == Entry.Frequency.WEEKLY:
        return ngettext("Every week", "Every %(count)s weeks", count) % {"count": count}
    if entry.recurring_frequency == Entry.Frequency.MONTHLY:
        return ngettext("Every month", "Every %(count)s months", count) % {"count": count}
    return ngettext("Every year", "Every %(count)s years", count) % {"count": count}


def next_on(entry: Entry) -> date | None:
    """Return the next day of a recurring flow, None when there is none before its end."""
    due, end = entry.next_due_on, entry.recurring_ends_on
    return None if due is None or (end and due > end) else due


def _standing(entries: QuerySet[Entry], user: User, currency: str, today: date) -> list[Standing]:
    found = list(entries[:MOST])
    codes = {entry.currency for entry in found} | {currency}
    table = rates.table(user=user, currencies=codes, days=[today])
    return [
        Standing(
            entry,
            table.convert(entry.money, to=currency, on=today),
            next_on(entry) if entry.is_recurring else entry.date,
        )
        for entry in found
    ]


def _rank(row: Standing) -> tuple[bool, int, int]:
    """Return where the rhythm of a flow stands; all that have ended stand together."""
    if row.next_on is None:
        return (True, 0, 0)
    frequency = Entry.Frequency(str(row.entry.recurring_frequency))
    return (False, _ORDER.index(frequency), row.entry.recurring_interval)
