"""What is due next, as the dashboard reads it: by the rules, until it has come."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from finance.dashboard import spans
from finance.dashboard.page import Dashboard
from finance.dashboard.sums import LISTED
from finance.models import Entry
from finance.selectors import dashboard
from finance.services import entries, occurrences
from finance.tests import make
from finance.tests.make import TODAY
from finance.tests.test_entries_service import NOW
from numoraq.rls.identity import as_user

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User) -> Iterator[None]:
    with as_user(bob):
        make.monthly(bob, 999)
    with as_user(alice):
        yield


def page(user: User) -> Dashboard:
    return dashboard.read(user=user, currency="EUR", today=TODAY, span=spans.DEFAULT)


def due(user: User) -> list[tuple[str, str]]:
    return [(item.on.isoformat(), item.name) for item in page(user).coming]


def lowest(user: User) -> tuple[date, Decimal]:
    runway = page(user).runway
    assert runway is not None
    return runway.lowest.on, runway.lowest.money.amount


def not_made_since(entry: Entry, on: date) -> None:
    """Make it as if the job had not run since a day."""
    Entry.objects.filter(pk=entry.pk).update(next_due_on=on)


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


def test_what_is_due_today_is_due_until_it_has_come(alice: User) -> None:
    make.asset(alice, 1000, subcategory="bank")
    make.income(alice, 2000, recurring_frequency="monthly", date=date(2026, 1, 28))
    rent = make.monthly(alice, 700, name="Rent", date=date(2026, 1, 22))
    not_made_since(rent, TODAY)
    assert due(alice)[0] == ("2026-11-22", "Rent")
    assert lowest(alice) == (TODAY, Decimal(300))
    rent.refresh_from_db()
    occurrences.materialise(entry=rent, through=TODAY)
    assert "2026-11-22" not in dict(due(alice))
    assert lowest(alice) == (TODAY, Decimal(1000))


def test_what_is_overdue_is_due_today(alice: User) -> None:
    make.asset(alice, 1000, subcategory="bank")
    rent = make.monthly(alice, 100, name="Rent", date=date(2026, 1, 15))
    ended = make.monthly(
        alice, 50, name="Ended", date=date(2026, 1, 20), recurring_ends_on=date(2026, 11, 20)
    )
    not_made_since(rent, date(2026, 10, 15))
    not_made_since(ended, date(2026, 11, 20))
    assert due(alice) == [
        ("2026-11-22", "Rent"),
        ("2026-11-22", "Rent"),
        ("2026-11-22", "Ended"),
        ("2026-12-15", "Rent"),
    ]
    runway = page(alice).runway
    assert runway is not None
    assert [runway.days[at].money.amount for at in (0, -1)] == [750, 650]
    for entry in (rent, ended):
        entry.refresh_from_db()
        occurrences.materialise(entry=entry, through=TODAY)
    assert due(alice) == [("2026-12-15", "Rent")]


def test_a_salary_of_today_is_no_payday_to_come(alice: User) -> None:
    make.asset(alice, 100, subcategory="bank")
    salary = make.income(
        alice, 2000, recurring_frequency="yearly", date=date(2020, 11, 22), name="Salary"
    )
    make.monthly(alice, 300, date=date(2026, 1, 25))
    not_made_since(salary, TODAY)
    runway = page(alice).runway
    assert runway is not None
    assert (runway.payday, runway.advice) == (None, None)
    assert runway.days[0].money.amount == 2100
    assert lowest(alice)[1] == 1800


def test_of_very_many_only_the_largest_are_named_and_all_are_counted(alice: User) -> None:
    make.asset(alice, 10_000, subcategory="bank")
    for number in range(1, 11):
        make.expense(alice, number, name=f"Part {number:02}", date=TOMORROW)
        make.monthly(alice, 100 + number, name=f"Bill {number:02}", date=date(2026, 10, 23))
    made = page(alice)
    assert made.coming_count == 20
    assert [item.name for item in made.coming] == ["Bill 10", "Bill 09", "Bill 08", "Bill 07"]
    assert made.runway is not None
    tomorrow = made.runway.days[1]
    assert tomorrow.money.amount == 10_000 - 55 - 1055
    assert sum(move.coming.is_single for move in tomorrow.moves) == 2 * LISTED
    assert sum(move.coming.count for move in tomorrow.moves) == 20


def test_a_sum_of_many_is_neither_payday_nor_to_be_put_off(alice: User) -> None:
    make.asset(alice, 100, subcategory="bank")
    for number in range(10):
        make.income(alice, 50, name=f"Gift {number}", date=TODAY + timedelta(days=9))
        make.expense(alice, 15, name=f"Part {number}", date=TODAY + timedelta(days=3))
    make.income(alice, 60, name="Pay", date=TODAY + timedelta(days=20))
    runway = page(alice).runway
    assert runway is not None
    assert runway.payday_at == 20
    assert runway.advice is not None
    assert runway.advice.money.amount == 15
