"""On which days things happen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Monthly:
    """A day of each month, 28 at most."""

    day: int
    frequency = "monthly"

    def days(self, since: date, until: date) -> Iterator[date]:
        """Return the days from `since` to `until`, both included."""
        for month in months(since, until):
            on = month.replace(day=self.day)
            if since <= on <= until:
                yield on


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday; Monday is 0."""

    weekday: int
    frequency = "weekly"

    def days(self, since: date, until: date) -> Iterator[date]:
        """Return the days from `since` to `until`, both included."""
        on = since + timedelta(days=(self.weekday - since.weekday()) % 7)
        while on <= until:
            yield on
            on += timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Yearly:
    """A day of each year."""

    month: int
    day: int
    frequency = "yearly"

    def days(self, since: date, until: date) -> Iterator[date]:
        """Return the days from `since` to `until`, both included."""
        for year in range(since.year, until.year + 1):
            on = date(year, self.month, self.day)
            if since <= on <= until:
                yield on


type When = Monthly | Weekly | Yearly


def months(since: date, until: date) -> Iterator[date]:
    """Return the first day of each month that has a day from `since` to `until`."""
    year, month = since.year, since.month
    while date(year, month, 1) <= until:
        yield date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def each_day(since: date, until: date) -> Iterator[date]:
    """Return all days from `since` to `until`, both included."""
    for number in range((until - since).days + 1):
        yield since + timedelta(days=number)
