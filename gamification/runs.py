"""Days in a row: dates of a calendar, never spans of hours, so that clocks may change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

# Whoever has moved to another time zone since the last day waits so long for the next.
APART: Final = timedelta(hours=20)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Consecutive days, the last one included; `best` is the longest of the same person.

    `zone` is the time zone in which the last day was that day.
    """

    started_on: date
    last_on: date
    last_at: datetime
    days: int
    best: int
    zone: str

    def goes_on(self, on: date, *, at: datetime) -> bool:
        """Return whether a day is no later than the next: here, or where the last day was.

        Whoever flies across the date line has no next day in their new calendar, and has missed
        none. `at` is the moment that is on that day, aware UTC.
        """
        there = at.astimezone(ZoneInfo(self.zone)).date()
        return min(on, there) <= self.last_on + _DAY

    def days_by(self, on: date, *, at: datetime) -> int:
        """Return how many days in a row there are on a day: none once a day was missed."""
        return self.days if self.goes_on(on, at=at) else 0


def opens_at(run: Run, *, zone: str) -> datetime:
    """Return from when on (aware UTC) the next day counts for who lives in a time zone.

    That is when the last day is over there; and for who has moved, when APART is over, too.
    """
    midnight = datetime.combine(run.last_on + _DAY, time(), ZoneInfo(zone)).astimezone(UTC)
    return midnight if zone == run.zone else max(midnight, run.last_at + APART)


def may_follow(run: Run | None, *, at: datetime, zone: str) -> bool:
    """Return whether a day counts after a run: a later date, and not just a later time zone."""
    return run is None or at >= opens_at(run, zone=zone)


def follow(run: Run | None, *, on: date, at: datetime, zone: str) -> Run:
    """Return the run with one more day; one that was broken begins anew. `at` is aware UTC."""
    if run is None:
        return Run(started_on=on, last_on=on, last_at=at, days=1, best=1, zone=zone)
    is_next = run.goes_on(on, at=at)
    days = run.days + 1 if is_next else 1
    return Run(
        started_on=run.started_on if is_next else on,
        last_on=on,
        last_at=at,
        days=days,
        best=max(run.best, days),
        zone=zone,
    )
