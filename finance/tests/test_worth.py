"""Net worth now and over time."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from finance.dashboard import spans
from finance.dashboard.face import LeftOut
from finance.dashboard.page import Dashboard
from finance.models import Entry, FxRate
from finance.selectors import dashboard, dashboard_rows, worth_series
from finance.services import entries, valuations
from finance.tests import make
from finance.tests.make import DAY, TODAY
from finance.tests.test_entries_service import NOW
from numoraq.lib.money import Money
from numoraq.rls.identity import as_staff, as_user


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User, dana: User) -> Iterator[None]:
    with as_staff(dana):
        FxRate.objects.bulk_create(
            FxRate(currency="USD", on=on, per_eur=rate)
            for on, rate in [(DAY, Decimal(2)), (TODAY - timedelta(days=2), Decimal("1.25"))]
        )
    with as_user(bob):
        make.asset(bob, 1_000_000)
    with as_user(alice):
        yield


def now(user: User, currency: str = "EUR") -> Dashboard:
    return dashboard.read(user=user, currency=currency, today=TODAY, span=spans.DEFAULT)


def series(user: User, start: date = DAY, **options: Any) -> worth_series.Series:
    return worth_series.series(
        user=user, **{"currency": "EUR", "start": start, "end": TODAY, **options}
    )


@pytest.fixture
def rich(alice: User) -> User:
    """Give Alice a flat, an account in dollars, and a loan."""
    make.asset(alice, 1000, name="Flat", subcategory="real_estate")
    make.asset(alice, 500, name="Fund", subcategory="fund", currency="USD")
    make.asset(alice, 100, name="Cash", subcategory="cash")
    make.debt(alice, 300, name="Loan", subcategory="loan", currency="USD")
    return alice


def test_somebody_new_has_nothing(alice: User) -> None:
    found = now(alice)
    assert not found.face.has_entries
    assert (found.face.net.amount, found.face.liquid_share) == (0, None)
    assert (found.shares, found.currencies, found.face.left_out) == ([], [], [])
    assert dashboard_rows.stamp(user=alice).data == 0


def test_net_worth_is_what_is_owned_less_what_is_owed(rich: User) -> None:
    face = now(rich).face
    assert face.owned.amount == 1000 + 400 + 100
    assert face.owed.amount == -240
    assert face.net.amount == 1260
    assert round(face.liquid_share or 0, 2) == Decimal("33.33")


def test_it_can_be_told_in_any_currency(rich: User) -> None:
    assert now(rich, "USD").face.net == Money(Decimal(1575), "USD")


def test_kinds_are_told_largest_first_with_their_shares(rich: User) -> None:
    found = now(rich)
    assert [(part.code, part.label, part.money.amount) for part in found.shares] == [
        ("real_estate", "Property", 1000),
        ("fund", "Funds", 400),
        ("cash", "Cash", 100),
    ]
    assert sum(part.share or 0 for part in found.shares) == pytest.approx(100)
    assert [part.is_liquid for part in found.shares] == [False, True, True]
    assert [part.code for part in found.debts] == ["loan"]


def test_currencies_are_told_with_their_rates(rich: User) -> None:
    euro, dollar = now(rich).currencies
    assert (euro.currency, euro.amount.amount) == ("EUR", 1100)
    assert (dollar.currency, dollar.amount.amount) == ("USD", 200)
    assert dollar.conversion is not None
    assert (dollar.conversion.money.amount, dollar.conversion.on) == (
        160,
        TODAY - timedelta(days=2),
    )
    assert round(dollar.share or 0, 2) == Decimal("12.70")


def test_what_has_no_rate_is_named_and_not_counted(rich: User) -> None:
    make.asset(rich, 1_284_500_000, name="Terreno em Benguela", currency="AOA")
    make.asset(rich, 5, name="Kwanzas", currency="AOA")
    found = now(rich)
    assert found.face.net.amount == 1260
    assert found.face.left_out == [LeftOut("AOA", 2)]
    last = found.currencies[-1]
    assert (last.currency, last.conversion, last.share) == ("AOA", None, None)
    assert now(rich, "AOA").face.net.amount == 1_284_500_005
    assert {part.currency for part in now(rich, "AOA").face.left_out} == {"EUR", "USD"}


def test_an_overdrawn_account_lessens_what_is_owned(alice: User) -> None:
    make.asset(alice, -50)
    assert now(alice).face.owned.amount == -50
    assert now(alice).shares == []


def test_each_day_has_its_value_and_its_rate(rich: User) -> None:
    points = series(rich, start=DAY - timedelta(days=1), points=1000).points
    by_day = {point.on: point for point in points}
    assert by_day[DAY - timedelta(days=1)].total == 0
    assert (by_day[DAY].assets, by_day[DAY].liabilities) == (1000 + 250 + 100, 150)
    assert (by_day[TODAY].total, by_day[TODAY].liquid) == (1260, 500)
    # The rate of the first of January is too old by then, so the dollars do not count.
    assert by_day[date(2026, 6, 1)].total == 1100
    assert series(rich).missing == ("USD",)


def test_a_series_has_few_points_from_start_to_end(rich: User) -> None:
    points = series(rich, points=61).points
    assert len(points) == 61
    assert (points[0].on, points[-1].on) == (DAY, TODAY)


def test_the_change_is_split_into_kept_and_the_rest(alice: User) -> None:
    account = make.asset(alice, 1000)
    make.income(alice, 300, date=date(2026, 10, 20))
    make.expense(alice, 100, date=date(2026, 11, 5))
    make.expense(alice, 40, date=date(2026, 9, 1))
    valuations.put(user=alice, entry_id=account.pk, on=TODAY, amount=Decimal(1250), today=TODAY)
    found = series(alice, start=date(2026, 9, 15))
    assert (found.change.amount, found.kept.amount, found.market.amount) == (250, 200, 50)
    assert found.percent == 25
    assert not found.has_new
    assert series(alice, start=date(2026, 9, 1)).kept.amount == 200
    assert series(alice, start=date(2026, 8, 31)).kept.amount == 160


def test_something_newly_written_down_is_told(alice: User) -> None:
    make.asset(alice, 1000)
    assert not series(alice).has_new
    make.asset(alice, 500, date=date(2026, 6, 1))
    assert series(alice).has_new
    assert not series(alice, start=date(2026, 6, 1)).has_new
    assert series(alice, start=DAY - timedelta(days=5)).percent is None


def test_kept_counts_recurring_flows_and_leaves_out_days_to_come(alice: User) -> None:
    make.monthly(alice, 10, date=date(2026, 9, 30))
    make.income(alice, 1, date=TODAY)
    make.income(alice, 1000, date=TODAY + timedelta(days=1))
    assert series(alice, start=date(2026, 9, 15)).kept.amount == 1 - 20
    assert series(alice, start=TODAY).kept.amount == 0
    assert series(alice, start=TODAY - timedelta(days=1)).kept.amount == 1


def test_what_came_after_the_end_of_a_series_does_not_count(alice: User) -> None:
    make.asset(alice, 1000)
    make.monthly(alice, 10, date=date(2026, 9, 20))
    make.income(alice, 7, date=date(2026, 10, 25))
    found = series(alice, start=date(2026, 9, 1), end=date(2026, 10, 15))
    assert found.kept.amount == -10
    assert series(alice, start=date(2026, 9, 1), end=date(2026, 10, 25)).kept.amount == -13


def test_a_deleted_entry_leaves_the_past_too(rich: User) -> None:
    for row in list(Entry.objects.filter(name__in=["Flat", "Loan", "Fund"])):
        entries.delete(user=rich, entry_id=row.pk, at=NOW)
    assert {point.total for point in series(rich).points} == {100}


def test_a_series_costs_the_same_for_many_entries(
    rich: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.expense(rich, currency="USD", date=TODAY)
    with django_assert_num_queries(6):
        series(rich, start=date(2026, 3, 15))
    for number in range(5):
        make.asset(rich, number, currency="USD")
        make.expense(rich, number, date=TODAY)
    with django_assert_num_queries(6):
        series(rich, start=date(2026, 3, 15))


@given(st.dates(), st.integers(0, 20000), st.integers(2, 100))
def test_sample_days_begin_and_end_where_they_should(start: date, span: int, points: int) -> None:
    end = min(start + timedelta(days=span), date(9999, 1, 1)) if start.year < 9900 else start
    days = worth_series.sample_days(start=start, end=end, points=points)
    assert days == sorted(set(days))
    assert days[-1] == end
    assert days[0] == (min(end, start))
    assert len(days) <= points


def test_versions_grow(rich: User) -> None:
    before = dashboard_rows.stamp(user=rich).data
    make.asset(rich)
    assert dashboard_rows.stamp(user=rich).data > before
