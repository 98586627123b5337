"""The edges of a day: where it is already tomorrow, still yesterday, or a day that was left out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Profile, User
from conftest import ClientFor
from finance import days, recurrence
from finance.models import Entry, Occurrence
from finance.recurrence import Rule
from finance.services import due
from finance.tests import make
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login

FAR = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/St_Johns")
CLOCKS = (
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC),  # the last minute before Europe's clocks go on
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # the hour that Europe has twice
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
)


@pytest.mark.parametrize("at", CLOCKS, ids=str)
@pytest.mark.parametrize("zone", [*FAR, "Europe/Lisbon", "America/New_York"])
def test_the_day_is_the_one_of_the_clock_on_the_wall(zone: str, at: datetime) -> None:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    assert days.on(at=at, zone=zone) == (at + offset).date()


def test_the_world_has_at_most_three_days_at_once() -> None:
    at = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    found = {days.on(at=at, zone=zone) for zone in available_timezones()}
    assert found == {date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)}


def test_a_day_that_an_island_left_out_never_is() -> None:
    """Samoa had no 30 December 2011."""
    at = datetime(2011, 12, 29, tzinfo=UTC)
    hours = (at + timedelta(hours=n) for n in range(72))
    assert date(2011, 12, 30) not in {days.on(at=hour, zone="Pacific/Apia") for hour in hours}


@given(st.integers(0, 100 * 366 * 24), st.sampled_from(FAR))
@settings(max_examples=200, derandomize=True, database=None)
def test_the_day_is_never_further_than_the_job_looks_ahead(hours: int, zone: str) -> None:
    at = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    assert days.on(at=at, zone=zone) <= (at + due._AHEAD).date()


@pytest.mark.django_db(databases=["default", "worker"], transaction=True)
def test_what_is_due_on_the_first_comes_with_midnight_there(
    alice: User, bob: User, dana: User
) -> None:
    homes = {alice: "Pacific/Kiritimati", bob: "UTC", dana: "Pacific/Pago_Pago"}
    for person, zone in homes.items():
        with as_user(person):
            Profile.objects.filter(pk=person.pk).update(timezone=zone)
            make.monthly(person, date=date(2026, 11, 1))
    midnights = {
        alice: datetime(2026, 11, 30, 10, tzinfo=UTC),
        bob: datetime(2026, 12, 1, 0, tzinfo=UTC),
        dana: datetime(2026, 12, 1, 11, tzinfo=UTC),
    }
    for person, midnight in midnights.items():
        with worker_login(), as_service():
            assert due.materialise_due(at=midnight - timedelta(seconds=1)) == 0
            assert due.materialise_due(at=midnight) == 1
            assert due.materialise_due(at=midnight) == 0
        with as_user(person):
            assert Occurrence.objects.filter(on=date(2026, 12, 1)).count() == 1


def test_a_page_says_the_day_of_its_reader(
    alice: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Kiritimati a value of the 23rd is one of today, in Pago Pago one of a day to come."""
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    monkeypatch.setattr("finance.days.timezone.now", lambda: at)
    browser = client_for(alice)
    asked = {"category": "assets", "name": "Boat", "amount": "1", "currency": "EUR"}
    assert _stored(browser, alice, "Pacific/Pago_Pago", asked) == 400
    assert _stored(browser, alice, "Pacific/Kiritimati", asked) == 201


def _stored(browser: Client, user: User, zone: str, asked: dict[str, str]) -> int:
    with as_user(user):
        Profile.objects.filter(pk=user.pk).update(timezone=zone)
    answer = browser.post(
        "/api/v1/entries/", {**asked, "date": "2026-11-23"}, content_type="application/json"
    )
    return answer.status_code


def is_due(rule: Rule, day: date) -> bool:
    """Return whether a rule names a day, by looking at the calendar page."""
    following = day + timedelta(days=1)
    is_last = following.month != day.month
    if rule.frequency == Entry.Frequency.WEEKLY:
        return (day - rule.start).days % (7 * rule.interval) == 0
    months = (day.year - rule.start.year) * 12 + day.month - rule.start.month
    every = rule.interval * (12 if rule.frequency == Entry.Frequency.YEARLY else 1)
    fits = day.day == rule.start.day or (is_last and day.day < rule.start.day)
    return months % every == 0 and fits


@given(
    start=st.dates(date(2019, 12, 1), date(2024, 3, 31)),
    frequency=st.sampled_from(Entry.Frequency.values),
    interval=st.integers(1, 5),
    skip=st.integers(0, 900),
)
@settings(max_examples=150, derandomize=True, database=None, deadline=None)
def test_the_days_of_a_rule_are_those_of_the_calendar(
    start: date, frequency: str, interval: int, skip: int
) -> None:
    rule = recurrence.Rule(start, frequency, interval)
    first, last = start + timedelta(days=skip), start + timedelta(days=skip + 1500)
    expected = [
        day for day in (first + timedelta(days=n) for n in range(1501)) if is_due(rule, day)
    ]
    assert list(rule.days(first=first, last=last)) == expected
    if expected:
        assert rule.next(after=first - timedelta(days=1)) == expected[0]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2024, 1, 31), [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]),
        (date(2023, 1, 30), [date(2023, 2, 28), date(2023, 3, 30), date(2023, 4, 30)]),
    ],
)
def test_a_month_end_is_one_again_after_a_short_month(start: date, expected: list[date]) -> None:
    found = Rule(start, "monthly").days(first=start + timedelta(days=1), last=expected[-1])
    assert list(found) == expected


def test_a_leap_day_comes_back_every_four_years() -> None:
    found = Rule(date(2020, 2, 29), "yearly").days(first=date(2020, 1, 1), last=date(2024, 12, 31))
    assert [(day.month, day.day) for day in found] == [(2, 29), (2, 28), (2, 28), (2, 28), (2, 29)]
