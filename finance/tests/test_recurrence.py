"""The days of a rule: from its start, month ends kept, up to its end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.recurrence import Rule


def days(rule: Rule, first: str, last: str) -> list[str]:
    found = rule.days(first=date.fromisoformat(first), last=date.fromisoformat(last))
    return [day.isoformat() for day in found]


def test_a_31st_is_the_last_day_of_shorter_months_and_comes_back() -> None:
    rule = Rule(date(2026, 1, 31), "monthly")
    assert days(rule, "2026-01-01", "2026-05-31") == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
    ]


def test_a_leap_day_comes_back_in_leap_years() -> None:
    rule = Rule(date(2024, 2, 29), "yearly")
    assert days(rule, "2024-01-01", "2028-12-31") == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


@pytest.mark.parametrize(
    ("frequency", "interval", "expected"),
    [
        ("weekly", 1, ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]),
        ("weekly", 2, ["2026-01-05", "2026-01-19"]),
        ("monthly", 1, ["2026-01-05"]),
        ("monthly", 3, ["2026-01-05"]),
        ("yearly", 1, ["2026-01-05"]),
    ],
)
def test_intervals(frequency: str, interval: int, expected: list[str]) -> None:
    rule = Rule(date(2026, 1, 5), frequency, interval)
    assert days(rule, "2026-01-01", "2026-01-31") == expected


def test_every_third_month_crosses_years() -> None:
    rule = Rule(date(2025, 11, 30), "monthly", 3)
    assert days(rule, "2025-11-01", "2026-08-31") == [
        "2025-11-30",
        "2026-02-28",
        "2026-05-30",
        "2026-08-30",
    ]


def test_nothing_comes_after_the_end_or_before_the_start() -> None:
    rule = Rule(date(2026, 3, 1), "monthly", 1, date(2026, 5, 1))
    assert days(rule, "2026-01-01", "2026-12-31") == ["2026-03-01", "2026-04-01", "2026-05-01"]
    assert days(rule, "2026-05-02", "2026-12-31") == []


def test_the_next_day_is_told_even_past_the_end() -> None:
    rule = Rule(date(2026, 3, 1), "monthly", 1, date(2026, 5, 1))
    assert rule.next(after=date(2025, 1, 1)) == date(2026, 3, 1)
    assert rule.next(after=date(2026, 3, 1)) == date(2026, 4, 1)
    assert rule.next(after=date(2026, 5, 1)) == date(2026, 6, 1)


rules = st.builds(
    Rule,
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["weekly", "monthly", "yearly"]),
    st.integers(1, 40),
)
moments = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(rules, moments, st.integers(0, 3000))
def test_a_window_holds_exactly_the_days_of_the_rule_in_it(
    rule: Rule, first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    every = []
    index = 0
    while (day := rule.nth(index)) <= last:
        every.append(day)
        index += 1
    assert list(rule.days(first=first, last=last)) == [day for day in every if day >= first]


@given(rules, moments)
def test_the_next_day_is_the_first_one_later(rule: Rule, after: date) -> None:
    following = rule.next(after=after)
    assert following > after
    assert list(rule.days(first=after + timedelta(days=1), last=following)) == [following]


@given(rules, st.integers(0, 150))
def test_days_are_in_order_and_keep_the_day_of_the_month_where_there_is_one(
    rule: Rule, index: int
) -> None:
    day = rule.nth(index)
    assert day < rule.nth(index + 1)
    if rule.frequency != "weekly":
        assert day.day == rule.start.day or (day + timedelta(days=1)).day == 1
