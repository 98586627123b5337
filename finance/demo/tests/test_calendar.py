"""On which days things happen; the product's own rules for recurring entries agree."""

from datetime import date

import pytest

from finance import recurrence
from finance.demo import calendar
from finance.demo.calendar import Monthly, Weekly, When, Yearly

SINCE, UNTIL = date(2021, 11, 1), date(2026, 11, 22)


@pytest.mark.parametrize("when", [Monthly(1), Monthly(28), Weekly(0), Weekly(6), Yearly(2, 10)])
def test_days_are_those_of_the_same_recurring_entry(when: When) -> None:
    days = list(when.days(SINCE, UNTIL))
    rule = recurrence.Rule(days[0], when.frequency)
    assert days == list(rule.days(first=SINCE, last=UNTIL))


def test_days_include_both_ends() -> None:
    assert list(Monthly(22).days(UNTIL, UNTIL)) == [UNTIL]
    assert list(Weekly(UNTIL.weekday()).days(UNTIL, UNTIL)) == [UNTIL]
    assert list(Yearly(11, 22).days(UNTIL, UNTIL)) == [UNTIL]


def test_months_and_days_are_complete() -> None:
    months = list(calendar.months(date(2025, 11, 30), date(2026, 2, 1)))
    assert months == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert len(list(calendar.each_day(SINCE, UNTIL))) == (UNTIL - SINCE).days + 1
