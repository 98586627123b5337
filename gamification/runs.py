"""Days in a row: dates of a calendar, never spans of hours, so that clocks may change."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

# Whoever moves to another time zone to have a second day soon still waits so long.
APART: Final = timedelta(hours=20)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Consecutive days, the last one included; `best` is the longest of the same person."""

    started_on: date
    last_on: date
    last_at: datetime
    days: int
    best: int

    def days_by(self, on: date) -> int:
        """Return how many days in a row there are on a day: none once a day was missed."""
        return self.days if on <= self.last_on + _DAY else 0


def opens_at(run: Run | None) -> datetime | None:
    """Return the moment before which the next day cannot count, whatever the calendar says."""
    return run.last_at + APART if run else None


def may_follow(run: Run | None, *, on: date, at: datetime) -> bool:
    """Return whether a day counts after a run: a later date, and not just a later time zone."""
    return run is None or (on > run.last_on and at >= run.last_at + APART)


def follow(run: Run | None, *, on: date, at: datetime) -> Run:
    """Return the run with one more day; one that was broken begins anew. `at` is aware UTC."""
    if run is None:
        return Run(started_on=on, last_on=on, last_at=at, days=1, best=1)
    is_next = on == run.last_on + _DAY
    days = run.days + 1 if is_next else 1
    return Run(
        started_on=run.started_on if is_next else on,
        last_on=on,
        last_at=at,
        days=days,
        best=max(run.best, days),
    )
