"""The daily check-in: one a day of one's own calendar, days in a row, no games with time zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Profile, User
from conftest import ClientFor, make_person
from gamification import runs
from gamification.models import CheckIn, LedgerEntry, RewardPreference, Streak
from gamification.runs import Run
from gamification.selectors import rewards as rewards_of
from gamification.services import checkins
from gamification.services.checkins import CheckedIn, SwitchedOff, TooSoon
from gamification.tests.conftest import at_once, load_rewards
from gamification.tests.test_points import balance
from numoraq.rls.identity import as_user

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def check_in(user: User, at: datetime) -> CheckedIn:
    """Check somebody in as their page does."""
    with as_user(user):
        return checkins.check_in(person_id=user.pk, at=at)


def live_in(user: User, zone: str) -> None:
    """Set somebody's time zone."""
    with as_user(user):
        Profile.objects.filter(pk=user.pk).update(timezone=zone)


def habit_of(user: User, at: datetime) -> rewards_of.Habit:
    """Return what the page says of somebody's days."""
    with as_user(user):
        return rewards_of.habit(user=User.objects.get(pk=user.pk), at=at)


def test_a_day_counts_once(alice: User, rewards: User) -> None:
    first = check_in(alice, NOON)
    again = check_in(alice, NOON + timedelta(hours=3))
    assert first == CheckedIn(is_new=True, on=date(2026, 11, 1), days=1, best=1, points=1)
    assert again == CheckedIn(is_new=False, on=date(2026, 11, 1), days=1, best=1, points=0)
    assert balance(alice).total_points == 1


def test_rows_of_days_are_rewarded_once_each(alice: User, rewards: User) -> None:
    earned = [check_in(alice, NOON + timedelta(days=day)).points for day in range(40)]
    assert [day for day, number in enumerate(earned, 1) if number > 1] == [7, 30]
    assert (earned[6], earned[29]) == (51, 201)
    assert balance(alice).total_points == 40 + 50 + 200


def test_a_missed_day_begins_a_new_row_and_the_best_stays(alice: User, rewards: User) -> None:
    for day in (0, 1, 2, 4, 5):
        done = check_in(alice, NOON + timedelta(days=day))
    assert (done.days, done.best) == (2, 3)
    for day in range(6, 11):
        done = check_in(alice, NOON + timedelta(days=day))
    assert (done.days, done.best, done.points) == (7, 7, 51)


def test_bug_15_signing_in_is_no_check_in(
    alice: User, rewards: User, client_for: ClientFor
) -> None:
    for _day in range(7):
        client_for(alice).get("/more/")
    with as_user(alice):
        assert not Streak.objects.exists()
        assert not CheckIn.objects.exists()


def test_the_day_is_that_of_ones_own_calendar(alice: User, rewards: User) -> None:
    live_in(alice, "Pacific/Auckland")
    assert check_in(alice, NOON).on == date(2026, 11, 2)
    live_in(alice, "Pacific/Honolulu")
    with pytest.raises(TooSoon) as refused:
        check_in(alice, NOON + timedelta(hours=21))  # there it is still the day before
    opens = refused.value.opens_at
    assert opens == datetime(2026, 11, 3, 10, tzinfo=UTC)  # midnight after the 2nd
    assert not check_in(alice, opens - timedelta(seconds=1)).is_new
    assert check_in(alice, opens).days == 2


def test_late_one_evening_and_early_the_next_morning_are_two_days(
    alice: User, rewards: User
) -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    live_in(alice, "Europe/Lisbon")
    evening = datetime(2026, 11, 2, 23, tzinfo=lisbon).astimezone(UTC)
    assert check_in(alice, evening).days == 1
    assert check_in(alice, evening + timedelta(minutes=59)).is_new is False
    assert check_in(alice, evening + timedelta(hours=1)).days == 2
    assert check_in(alice, evening + timedelta(hours=33)).days == 3
    habit = habit_of(alice, evening + timedelta(hours=34))
    assert (habit.days, habit.is_done) == (3, True)
    assert habit.opens_at == datetime(2026, 11, 5, tzinfo=lisbon)


def test_after_a_move_the_page_says_when_the_next_day_counts(alice: User, rewards: User) -> None:
    live_in(alice, "Pacific/Honolulu")
    check_in(alice, NOON)
    live_in(alice, "Pacific/Kiritimati")
    habit, later = (habit_of(alice, NOON + timedelta(hours=hours)) for hours in (1, 21))
    assert habit.opens_at == NOON + timedelta(hours=20)
    assert (habit.is_done, later.opens_at) == (False, None)


def test_another_time_zone_brings_no_second_day(alice: User, rewards: User) -> None:
    live_in(alice, "Pacific/Honolulu")
    check_in(alice, NOON)
    live_in(alice, "Pacific/Kiritimati")
    for hours in (1, 19.9):
        with pytest.raises(TooSoon) as refused:
            check_in(alice, NOON + timedelta(hours=hours))
        assert refused.value.opens_at == NOON + timedelta(hours=20)
    assert check_in(alice, NOON + timedelta(hours=20)).is_new
    assert balance(alice).total_points == 2


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe"])
def test_the_change_of_clocks_breaks_no_row(zone: str) -> None:
    """Every evening at nine for a year: twice the day between is not of 24 hours."""
    run: Run | None = None
    for day in range(370):
        evening = datetime(2026, 1, 1, 21, tzinfo=ZoneInfo(zone)) + timedelta(days=day)
        at = evening.astimezone(UTC)
        assert runs.may_follow(run, at=at, zone=zone)
        run = runs.follow(run, on=evening.date(), at=at, zone=zone)
        assert run.days == day + 1


ZONES = st.sampled_from(
    [
        "Europe/Lisbon", "America/New_York", "America/Havana", "Africa/Cairo", "Asia/Beirut",
        "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Honolulu", "Pacific/Apia", "UTC",
    ]
)  # fmt: skip


@given(st.integers(-3 * 365 * 86_400, 0), ZONES, ZONES)
def test_the_next_day_counts_from_the_moment_that_is_told(
    seconds: int, here: str, there: str
) -> None:
    """Whatever clocks do in the night between: a later date, and after a move twenty hours."""
    at = NOON + timedelta(seconds=seconds)
    on = at.astimezone(ZoneInfo(here)).date()
    run = runs.follow(None, on=on, at=at, zone=here)
    opens = runs.opens_at(run, zone=there)
    before = opens - timedelta(seconds=1)
    assert runs.may_follow(run, at=opens, zone=there)
    assert not runs.may_follow(run, at=before, zone=there)
    assert opens.astimezone(ZoneInfo(there)).date() > on
    is_too_early = before.astimezone(ZoneInfo(there)).date() <= on
    is_too_close = here != there and before - at < timedelta(hours=20)
    assert is_too_early or is_too_close
    assert opens > at


def test_whoever_takes_no_part_checks_in_nowhere(alice: User, rewards: User) -> None:
    with as_user(alice):
        RewardPreference.objects.create(user=alice, takes_part=False)
    with pytest.raises(SwitchedOff):
        check_in(alice, NOON)


@pytest.mark.parametrize("table", ["gamification_checkins", "gamification_streaks"])
@pytest.mark.parametrize("act", ["UPDATE {} SET user_id = user_id", "DELETE FROM {}"])
def test_no_sql_of_a_page_makes_days(alice: User, rewards: User, table: str, act: str) -> None:
    check_in(alice, NOON)
    with as_user(alice), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        connection.cursor().execute(act.format(table))
    with as_user(alice), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        CheckIn.objects.create(
            user=alice, local_date=date(2026, 1, 1), timezone="UTC", created_at=NOON
        )


@pytest.mark.django_db(transaction=True)
def test_of_many_check_ins_at_once_one_counts() -> None:
    load_rewards()
    alice = make_person("alice")
    done = at_once(lambda _: check_in(alice, NOON), range(12))
    assert sum(one.is_new for one in done) == 1
    assert balance(alice).total_points == 1
    with as_user(alice):
        assert LedgerEntry.objects.count() == CheckIn.objects.count() == 1


@given(st.lists(st.integers(0, 60), unique=True, max_size=40))
def test_a_run_is_what_counting_the_days_says(numbers: list[int]) -> None:
    run: Run | None = None
    longest = current = 0
    last: int | None = None
    for number in sorted(numbers):
        at = NOON + timedelta(days=number)
        assert runs.may_follow(run, at=at, zone="UTC")
        run = runs.follow(run, on=at.date(), at=at, zone="UTC")
        current = current + 1 if last == number - 1 else 1
        longest, last = max(longest, current), number
        assert (run.days, run.best) == (current, longest)
        assert run.started_on == at.date() - timedelta(days=current - 1)
        for days, wanted in ((1, current), (2, 0)):
            later = at + timedelta(days=days)
            assert run.days_by(later.date(), at=later) == wanted
