"""How far back the chart looks, and on which days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from finance.dashboard import spans

TODAY = date(2026, 11, 22)
LONG_AGO = date(1999, 1, 4)


@pytest.mark.parametrize("key", ["1m", "6m", "1y", "5y", "all"])
def test_find_knows_every_range(key: str) -> None:
    assert spans.find(key).key == key
    assert spans.find(key.upper()).key == key


@pytest.mark.parametrize("key", ["", "2y", "1Y; drop", "\0"])
def test_find_takes_a_year_for_what_it_does_not_know(key: str) -> None:
    assert spans.find(key) is spans.DEFAULT


@pytest.mark.parametrize("span", spans.ALL, ids=lambda span: str(span.key))
def test_days_are_even_end_today_and_are_not_many(span: spans.Span) -> None:
    found = spans.days(span, today=TODAY, first=LONG_AGO)
    assert found[-1] == TODAY
    assert len(found) <= spans.POINTS + 1
    assert len({after - before for before, after in pairwise(found)}) == 1
    assert found[0] >= (TODAY - timedelta(days=span.days) if span.days else LONG_AGO)


def test_a_month_has_every_day() -> None:
    found = spans.days(spans.find("1m"), today=TODAY, first=LONG_AGO)
    assert found == [TODAY - timedelta(days=back) for back in range(30, -1, -1)]


@pytest.mark.parametrize("span", spans.ALL, ids=lambda span: str(span.key))
def test_days_do_not_reach_back_before_the_first_value(span: spans.Span) -> None:
    first = TODAY - timedelta(days=9)
    assert spans.days(span, today=TODAY, first=first)[0] == first


@pytest.mark.parametrize("first", [None, TODAY, TODAY + timedelta(days=3)])
def test_days_of_somebody_who_begins_today_are_one(first: date | None) -> None:
    assert spans.days(spans.DEFAULT, today=TODAY, first=first) == [TODAY]
