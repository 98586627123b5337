"""The history of one entry: pages in both directions, and the line of a chart."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from finance.models import Entry, Valuation
from finance.selectors import history, places
from finance.selectors.places import Place, Window
from finance.tests import make
from finance.tests.books.book import quick
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

ages = st.lists(st.integers(0, 900), min_size=1, max_size=40, unique=True)


@pytest.fixture(autouse=True)
def _as_alice(alice: User) -> Iterator[None]:
    with as_user(alice):
        yield


def valued(user: User, ages: list[int]) -> tuple[Entry, dict[date, Decimal]]:
    """Return a balance with a value on each of some days, and these values."""
    values = {TODAY - timedelta(days=age): Decimal(age + 1) for age in sorted(ages, reverse=True)}
    first = next(iter(values))
    entry = make.asset(user, values[first], date=first)
    Valuation.objects.bulk_create(
        Valuation(user=user, entry=entry, on=on, amount=amount)
        for on, amount in values.items()
        if on != first
    )
    return entry, values


def test_a_line_holds_each_value_until_the_next(alice: User) -> None:
    @quick
    @given(ages=ages)
    def check(ages: list[int]) -> None:
        with transaction.atomic():
            entry, values = valued(alice, ages)
            line = history.line(entry=entry, today=TODAY)
            transaction.set_rollback(True)
        assert line[-1] == (TODAY, values[max(values)])
        assert len(line) <= history.POINTS + 1
        assert len({after[0] - before[0] for before, after in pairwise(line)}) <= 1
        for day, amount in line:
            assert amount == values[max(on for on in values if on <= day)]

    check()


def test_the_latest_are_the_newest_before_a_day(alice: User) -> None:
    @quick
    @given(ages=ages, before=st.integers(0, 900))
    def check(ages: list[int], before: int) -> None:
        day = TODAY - timedelta(days=before)
        with transaction.atomic():
            entry, values = valued(alice, ages)
            found = history.latest(entry=entry, before=day)
            transaction.set_rollback(True)
        expected = sorted((on for on in values if on < day), reverse=True)[: history.LATEST]
        assert [event.on for event in found.events] == expected
        assert found.count == len(values)

    check()


def test_pages_go_down_and_up_again(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "SIZE", 3)

    @quick
    @given(ages=ages)
    def check(ages: list[int]) -> None:
        with transaction.atomic():
            entry, values = valued(alice, ages)
            down = list(_pages(entry))
            up = list(_pages(entry, begin=down[-1].newer))
            transaction.set_rollback(True)
        seen = [row.on for window in down for row in window.rows]
        assert seen == sorted(values, reverse=True)
        risen = [row.on for window in reversed(up) for row in window.rows]
        # Whoever goes up sees what is above the last page; without one, the first page again.
        above = [row.on for window in down[:-1] for row in window.rows]
        assert risen == (above or seen)
        assert up[-1].newer is None

    check()


def _pages(entry: Entry, begin: Place | None = None) -> Iterator["Window[history.Event]"]:
    """Yield the pages from a place on, in its direction."""
    place = begin
    while True:
        window = history.page(entry=entry, place=place)
        yield window
        place = window.newer if begin else window.older
        if place is None:
            return


def days_and_ids() -> st.SearchStrategy[list[tuple[date, int]]]:
    """Return rows of which many share a day."""
    days = st.integers(0, 3).map(lambda back: TODAY - timedelta(days=back))
    return st.lists(st.tuples(days, st.integers(1, 60)), max_size=25, unique_by=lambda row: row[1])


def test_a_day_with_many_rows_is_cut_between_them(alice: User) -> None:
    """Equal days are the hard case of pages by place: the id decides, none is lost or twice."""

    @quick
    @given(rows=days_and_ids(), size=st.integers(1, 5))
    def check(rows: list[tuple[date, int]], size: int) -> None:
        with transaction.atomic():
            Entry.objects.bulk_create(
                Entry(user=alice, category="expenses", name="x", amount=n, date=day)
                for day, n in rows
            )
            found, place = [], None
            while True:
                asked = places.beside(Entry.objects.all(), day="date", place=place)
                window = places.window(
                    list(asked[: size + 1]), place=place, size=size, key=lambda e: (e.date, e.pk)
                )
                found += window.rows
                assert len(window.rows) <= size
                place = window.older
                if place is None:
                    break
            transaction.set_rollback(True)
        assert [(row.date, row.pk) for row in found] == sorted(
            ((row.date, row.pk) for row in found), reverse=True
        )
        assert sorted(int(row.amount) for row in found) == sorted(n for _day, n in rows)

    check()


def test_a_place_whose_row_is_gone_still_begins_there(alice: User) -> None:
    entry, values = valued(alice, [1, 2, 3, 4])
    second = Valuation.objects.get(entry=entry, on=TODAY - timedelta(days=2))
    place = Place(second.on, second.pk)
    second.delete()
    window = history.page(entry=entry, place=place)
    assert [row.on for row in window.rows] == sorted(values)[:2][::-1]


def test_nonsense_is_the_beginning_of_a_list() -> None:
    assert places.read(after="nonsense", before="") is None
    assert places.read(after="", before="nonsense") is None
    assert places.read(after="", before="") is None


def test_a_page_beyond_the_end_is_the_first_one(alice: User) -> None:
    entry, _values = valued(alice, [1, 2])
    oldest = Valuation.objects.filter(entry=entry).order_by("on")[0]
    window = history.page(entry=entry, place=Place(oldest.on, oldest.pk))
    assert len(window.rows) == 2
    assert window.newer is None
