"""What the page of rewards shows of one person, and the API says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from accounts.models import User
from gamification import runs
from gamification.models import CheckIn, PointBalance, PointRule, RewardPreference, Streak, Tier
from gamification.runs import Run
from gamification.selectors.tiers import next_after, tier_for

SHOWN_DAYS: Final = 30
# Days in a row, and the rule that rewards them: once for each row that is not broken.
ROWS: Final[dict[int, str]] = {7: PointRule.Code.STREAK_7, 30: PointRule.Code.STREAK_30}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One tier of the ladder, as somebody stands to it; `step` counts from 1."""

    tier: Tier
    step: int
    is_reached: bool
    is_current: bool
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """The days in a row. `marks` are the last thirty days, oldest first: 0 missed, 1 kept, 2 today.

    `to_go` more days bring `bonus` points, where a longer row is rewarded at all.
    """

    today: date
    is_done: bool
    opens_at: datetime | None
    days: int
    best: int
    marks: Sequence[int]
    to_go: int
    bonus: int

    @property
    def this_week(self) -> int:
        """Return on how many of the last seven days the person checked in."""
        return sum(1 for mark in self.marks[-7:] if mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Points and tier of a person, and what is next."""

    points: int
    rung: Rung
    ladder: Sequence[Rung]
    next: Tier | None
    missing: int


def standing(*, user: User) -> Standing:
    """Return where a person stands. Raises NoTier before the tiers are loaded."""
    row = PointBalance.objects.filter(user=user).first() or PointBalance(user=user)
    tiers = list(Tier.objects.all())
    current = tier_for(points=row.total_points, tiers=tiers)
    following = next_after(points=row.total_points, tiers=tiers)
    ladder = [
        Rung(
            tier=tier,
            step=step,
            is_reached=tier.threshold <= row.shown,
            is_current=tier == current,
            is_next=tier == following,
        )
        for step, tier in enumerate(sorted(tiers, key=lambda tier: tier.threshold), 1)
    ]
    return Standing(
        points=row.shown,
        rung=next(rung for rung in ladder if rung.is_current),
        ladder=ladder,
        next=following,
        missing=following.threshold - row.shown if following else 0,
    )


def habit(*, user: User, at: datetime) -> Habit:
    """Return a person's days in a row as of a moment, `at` being aware UTC."""
    zone = user.profile.timezone
    today = at.astimezone(ZoneInfo(zone)).date()
    run = run_of(Streak.objects.filter(user=user).first())
    since = today - timedelta(days=SHOWN_DAYS - 1)
    kept = set(
        CheckIn.objects.filter(user=user, local_date__gte=since).values_list(
            "local_date", flat=True
        )
    )
    shown = [since + timedelta(days=number) for number in range(SHOWN_DAYS)]
    days = run.days_by(today, at=at) if run else 0
    goal = next((goal for goal in sorted(ROWS) if goal > days), None)
    rule = PointRule.objects.filter(code=ROWS[goal], is_active=True).first() if goal else None
    opens_at = runs.opens_at(run, zone=zone) if run else None
    return Habit(
        today=today,
        is_done=run is not None and run.last_on >= today,
        opens_at=opens_at if opens_at and opens_at > at else None,
        days=days,
        best=run.best if run else 0,
        marks=[int(day in kept) + int(day in kept and day == today) for day in shown],
        to_go=goal - days if goal and rule else 0,
        bonus=rule.points if rule else 0,
    )


def run_of(row: Streak | None) -> Run | None:
    """Return a stored streak as what can be counted on."""
    if row is None:
        return None
    last = CheckIn.objects.get(user_id=row.pk, local_date=row.last_on)
    return Run(
        started_on=row.started_on,
        last_on=row.last_on,
        last_at=row.last_at,
        days=row.days,
        best=row.best_days,
        zone=last.timezone,
    )


def ways_to_earn() -> list[PointRule]:
    """Return what brings points, in the order that staff gave it."""
    return list(PointRule.objects.filter(is_active=True))


def preference(*, user: User) -> RewardPreference:
    """Return what a person chose about rewards; who chose nothing takes part and is told."""
    return RewardPreference.objects.filter(user=user).first() or RewardPreference(user=user)
