"""Income and expenses by month."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from finance.models import FxRate
from finance.selectors import flows
from finance.tests import make
from finance.tests.make import TODAY
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
    tomorrow = TODAY + timedelta(days=1)
    assert flows.by_month(user=alice, currency="EUR", today=tomorrow)[-1].expenses.amount == 1010


def test_what_has_no_rate_is_not_counted(alice: User) -> None:
    make.income(alice, 100, currency="AOA", date=TODAY)
    assert months(alice)[-1].income.amount == 0


def test_months_cost_two_queries(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make.income(alice, number + 1, currency="USD", date=TODAY)
    with django_assert_num_queries(2):
        months(alice, 60)
