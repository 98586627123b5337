"""When a recurring flow is due: pure rules of the calendar.

Days are counted from the start, never from the one before, so a 31st becomes the last day of
shorter months and is a 31st again where there is one; a 29 February likewise.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

from finance.models import Entry


@dataclass(frozen=True, slots=True)
class Rule:
    """How often a flow comes: every `interval` weeks, months or years from `start` to `end`."""

    start: date
    frequency: str
    interval: int = 1
    end: date | None = None

    def nth(self, index: int) -> date:
        """Return the day of an occurrence, counted from 0."""
        steps = index * self.interval
        if self.frequency == Entry.Frequency.WEEKLY:
            return self.start + timedelta(weeks=steps)
        return _months_later(
            self.start, steps * (12 if self.frequency == Entry.Frequency.YEARLY else 1)
        )

    def days(self, *, first: date, last: date) -> Iterator[date]:
        """Return the due days from `first` to `last`, both included, up to the rule's end."""
        until = min(last, self.end) if self.end else last
        return takewhile(until.__ge__, map(self.nth, count(self._index(first))))

    def next(self, *, after: date) -> date:
        """Return the first day of the rule later than `after`, whether or not it has ended."""
        return self.nth(self._index(after + timedelta(days=1)))

    def _index(self, first: date) -> int:
        """Return the index of the first occurrence on or after a day."""
        if first <= self.start:
            return 0
        if self.frequency == Entry.Frequency.WEEKLY:
            steps = (first - self.start).days // 7
        else:
            steps = (first.year - self.start.year) * 12 + first.month - self.start.month
            steps //= 12 if self.frequency == Entry.Frequency.YEARLY else 1
        index = steps // self.interval
        return index if self.nth(index) >= first else index + 1


def of(entry: Entry) -> Rule:
    """Return the rule of a recurring flow."""
    return Rule(
        entry.date,
        str(entry.recurring_frequency),
        entry.recurring_interval,
        entry.recurring_ends_on,
    )


def _months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day)
