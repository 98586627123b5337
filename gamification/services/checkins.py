"""The daily check-in: one for each day of a person's own calendar, and what rows of them bring."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import selectors
from gamification import runs
from gamification.models import CheckIn, PointRule, RewardPreference, Streak
from gamification.runs import Run
from gamification.selectors import rewards
from gamification.services import points
from gamification.services.holding import as_writer, hold
from numoraq.lib import jobs


class SwitchedOff(Exception):
    """The person takes no part in rewards."""


class TooSoon(Exception):
    """Another time zone makes it another day; `opens_at` (aware UTC) is when the next counts."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn:
    """A day that counts. Without `is_new` it did before, and `points` are none."""

    is_new: bool
    on: date
    days: int
    best: int
    points: int


def check_in(*, person_id: UUID, at: datetime) -> CheckedIn:
    """Check a person in for today, by the calendar of their time zone; a second time is no harm.

    `at` is aware UTC. Runs as whoever asks. Raises SwitchedOff and TooSoon.
    """
    zone = selectors.reader_of(person_id).timezone
    on = at.astimezone(ZoneInfo(zone)).date()
    with as_writer(), transaction.atomic():
        hold(person_id=person_id)
        if RewardPreference.objects.filter(pk=person_id, takes_part=False).exists():
            raise SwitchedOff
        row = Streak.objects.filter(pk=person_id).first()
        run = rewards.run_of(row)
        if run is not None and run.last_on == on:
            return CheckedIn(is_new=False, on=on, days=run.days, best=run.best, points=0)
        if run is not None and not runs.may_follow(run, at=at, zone=zone):
            raise TooSoon(runs.opens_at(run, zone=zone))
        CheckIn.objects.create(user_id=person_id, local_date=on, timezone=zone, created_at=at)
        run = runs.follow(run, on=on, at=at, zone=zone)
        _store(person_id, run, is_new=row is None)
        earned = _reward(person_id, run, at)
        jobs.enqueue("gamification.look_for_achievements", user_id=str(person_id))
    return CheckedIn(is_new=True, on=on, days=run.days, best=run.best, points=earned)


def _store(person_id: UUID, run: Run, *, is_new: bool) -> None:
    row = Streak(
        pk=person_id,
        started_on=run.started_on,
        last_on=run.last_on,
        last_at=run.last_at,
        days=run.days,
        best_days=run.best,
    )
    row.save(
        force_insert=is_new,
        update_fields=None if is_new else ["started_on", "last_on", "last_at", "days", "best_days"],
    )


def _reward(person_id: UUID, run: Run, at: datetime) -> int:
    """Give what the day brings; return how many points."""
    due = {PointRule.Code.DAILY_CHECKIN.value: f"checkin:{person_id}:{run.last_on}"}
    if run.days in rewards.ROWS:
        due[rewards.ROWS[run.days]] = f"streak:{run.days}:{person_id}:{run.started_on}"
    return sum(
        points.award_by_rule(person_id=person_id, rule=rule, idem_key=key, at=at).points
        for rule, key in due.items()
    )
