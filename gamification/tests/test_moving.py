"""Whoever moves between time zones: no day more than there are, and no row of days less."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from gamification import runs
from gamification.runs import Run
from gamification.tests.test_checkins import NOON, ZONES, check_in, habit_of, live_in

# Where clocks never change: who checks in every 24 hours does so at one time of the day.
STEADY = st.sampled_from(
    ["Pacific/Kiritimati", "Pacific/Honolulu", "UTC", "Asia/Tokyo", "America/Bogota",
     "Asia/Kathmandu", "Pacific/Pago_Pago"]
)  # fmt: skip
slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SPREAD = timedelta(hours=26)  # so long is a date somewhere on earth, beyond its 24 hours


def kept(moments: list[tuple[datetime, str]]) -> list[Run]:
    """Return the runs after each moment at which a day counted, of those that were tried."""
    found: list[Run] = []
    for at, zone in moments:
        last = found[-1] if found else None
        on = at.astimezone(ZoneInfo(zone)).date()
        if runs.may_follow(last, at=at, zone=zone):
            found.append(runs.follow(last, on=on, at=at, zone=zone))
    return found


@slowly
@given(st.lists(st.tuples(st.integers(1, 30 * 60), ZONES), min_size=2, max_size=24))
def test_moving_back_and_forth_gains_no_day(steps: list[tuple[int, str]]) -> None:
    moments, at = [], NOON
    for minutes, zone in steps:
        at += timedelta(minutes=minutes)
        moments.append((at, zone))
    found = kept(moments)
    for one, other in pairwise(found):
        assert other.last_on > one.last_on
        assert one.zone == other.zone or other.last_at - one.last_at >= timedelta(hours=20)
    passed = found[-1].last_at - found[0].last_at
    assert timedelta(days=len(found) - 1) <= passed + SPREAD


@slowly
@given(st.lists(st.tuples(STEADY, st.integers(2, 6)), max_size=12), st.integers(0, 23))
def test_who_comes_every_day_keeps_the_row_wherever_they_go(
    stays: list[tuple[str, int]], hour: int
) -> None:
    zones = [zone for zone, days in stays for _day in range(days)]
    begin = NOON + timedelta(hours=hour)
    found = kept([(begin + timedelta(days=day), zone) for day, zone in enumerate(zones)])
    assert [run.days for run in found] == list(range(1, len(found) + 1))


def test_a_flight_across_the_date_line_breaks_no_row(alice: User, rewards: User) -> None:
    live_in(alice, "Pacific/Honolulu")
    check_in(alice, NOON)
    live_in(alice, "Pacific/Kiritimati")  # where the next day is over before 24 hours are
    next_day = NOON + timedelta(hours=23)
    assert habit_of(alice, next_day).days == 1
    assert check_in(alice, next_day).days == 2
    missed = next_day + timedelta(days=2)
    assert habit_of(alice, missed).days == 0
    assert check_in(alice, missed).days == 1
