"""Income and expenses by month, and what is due next."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from finance.models import Entry, FxRate
from finance.selectors import flows, upcoming
from finance.services import entries
from finance.tests import make
from finance.tests.make import TODAY
from finance.tests.test_entries_service import NOW
from numoraq.rls.identity import as_staff, as_user


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User, dana: User) -> Iterator[None]:
    with as_staff(dana):
        FxRate.objects.bulk_create(
            FxRate(currency="USD", on=on, per_eur=rate)
            for on, rate in [
                (date(2026, 10, 30), Decimal(2)),
                (TODAY - timedelta(days=2), Decimal("1.25")),
            ]
        )
    with as_user(bob):
        make.monthly(bob, 999)
    with as_user(alice):
        yield


def months(user: User, count: int = 12) -> list[flows.Month]:
    return flows.by_month(user=user, currency="EUR", today=TODAY, months=count)


def november(user: User) -> flows.MonthFlows:
    return flows.of_month(user=user, currency="EUR", month=TODAY, today=TODAY)


def test_every_month_is_there_oldest_first(alice: User) -> None:
    found = months(alice)
    assert [month.on for month in found][:2] == [date(2025, 12, 1), date(2026, 1, 1)]
    assert found[-1].on == date(2026, 11, 1)
    assert len(found) == 12
    assert all(not month.income and not month.expenses for month in found)


def test_what_came_in_went_out_and_was_kept(alice: User) -> None:
    make.income(alice, 3000, date=date(2026, 11, 1))
    make.monthly(alice, 1000, date=date(2026, 10, 15))
    october, november = months(alice, 2)
    assert (october.income.amount, october.expenses.amount) == (0, 1000)
    assert (november.income.amount, november.kept.amount) == (3000, 2000)


def test_each_month_has_the_rate_of_its_end(alice: User) -> None:
    for on in (date(2026, 10, 1), date(2026, 11, 1)):
        make.income(alice, 100, currency="USD", date=on)
    october, november = months(alice, 2)
    assert (october.income.amount, november.income.amount) == (50, 80)


def test_days_to_come_do_not_count_yet(alice: User) -> None:
    make.expense(alice, 10, date=TODAY)
    make.expense(alice, 1000, date=TODAY + timedelta(days=1))
    make.expense(alice, 1000, date=date(2026, 12, 1))
    assert months(alice)[-1].expenses.amount == 10
    assert november(alice).total_out.amount == 10
    tomorrow = TODAY + timedelta(days=1)
    assert flows.by_month(user=alice, currency="EUR", today=tomorrow)[-1].expenses.amount == 1010


def test_what_is_only_planned_lacks_no_rate_yet(alice: User) -> None:
    make.expense(alice, 10, currency="AOA", date=TODAY + timedelta(days=1))
    assert november(alice).missing == ()
    make.expense(alice, 10, currency="AOA", date=TODAY)
    assert november(alice).missing == ("AOA",)


def test_a_month_is_split_into_kinds_largest_first(alice: User) -> None:
    make.income(alice, 3000, subcategory="salary", date=TODAY)
    make.expense(alice, 20, subcategory="food", date=TODAY)
    make.expense(alice, 30, subcategory="food", date=TODAY)
    make.expense(alice, 900, subcategory="housing", date=TODAY)
    make.expense(alice, 7, date=TODAY)
    make.expense(alice, 0, subcategory="travel", date=TODAY)
    found = november(alice)
    assert [(flow.code, flow.label, flow.money.amount) for flow in found.expenses] == [
        ("housing", "Housing", 900),
        ("food", "Food", 50),
        ("other", "Other", 7),
    ]
    assert [flow.code for flow in found.income] == ["salary"]
    assert (found.total_in.amount, found.total_out.amount, found.kept.amount) == (3000, 957, 2043)


def test_what_has_no_rate_is_named_and_not_counted(alice: User) -> None:
    make.income(alice, 100, currency="AOA", date=TODAY)
    found = november(alice)
    assert (found.total_in.amount, found.missing) == (0, ("AOA",))
    assert months(alice)[-1].income.amount == 0


def test_months_cost_two_queries(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make.income(alice, number + 1, currency="USD", date=TODAY)
    with django_assert_num_queries(2):
        months(alice, 60)
    with django_assert_num_queries(2):
        november(alice)


def due(user: User, days: int = 30, limit: int | None = None) -> list[tuple[str, str]]:
    found = upcoming.due(user=user, currency="EUR", today=TODAY, days=days, limit=limit)
    return [(row.on.isoformat(), row.name) for row in found]


def test_what_is_due_next(alice: User) -> None:
    make.monthly(alice, 500, name="Rent", date=date(2026, 1, 31))
    make.monthly(
        alice, 50, name="Gone", date=date(2026, 1, 25), recurring_ends_on=date(2026, 11, 1)
    )
    make.monthly(alice, 9, name="Today", date=date(2026, 1, 22))
    make.expense(alice, 80, name="Dentist", date=date(2026, 11, 25))
    make.expense(alice, 80, name="Bought today", date=TODAY)
    make.expense(alice, 80, name="Far away", date=date(2027, 5, 1))
    deleted = make.expense(alice, 80, name="Deleted", date=date(2026, 11, 25))
    entries.delete(user=alice, entry_id=deleted.pk, at=NOW)
    assert due(alice) == [
        ("2026-11-25", "Dentist"),
        ("2026-11-30", "Rent"),
        ("2026-12-22", "Today"),
    ]
    assert due(alice, limit=2) == [("2026-11-25", "Dentist"), ("2026-11-30", "Rent")]
    assert ("2026-12-31", "Rent") in due(alice, days=40)


def test_what_is_due_today_is_due_until_it_has_come(alice: User) -> None:
    rent = make.monthly(alice, name="Rent", date=date(2026, 1, 22))
    assert due(alice, days=10) == []
    Entry.objects.filter(pk=rent.pk).update(next_due_on=TODAY)
    assert due(alice, days=10) == [("2026-11-22", "Rent")]


def test_it_is_told_in_the_person_currency_by_todays_rate(alice: User) -> None:
    make.monthly(alice, 100, currency="USD", date=date(2026, 10, 30))
    make.monthly(alice, 100, currency="AOA", date=date(2026, 10, 30))
    kwanza, dollar = sorted(
        upcoming.due(user=alice, currency="EUR", today=TODAY), key=lambda row: row.money.currency
    )
    assert kwanza.converted is None
    assert dollar.converted is not None
    assert (dollar.converted.money.amount, dollar.is_recurring) == (80, True)


def test_what_is_due_costs_two_queries(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        make.monthly(alice, 100, currency="USD", date=date(2026, 10, 30))
    with django_assert_num_queries(2):
        upcoming.due(user=alice, currency="EUR", today=TODAY)
