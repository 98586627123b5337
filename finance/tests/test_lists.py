"""Lists of entries: filtered, searched, a page at a time, with values and small lines."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from finance.errors import EntryNotFound
from finance.models import Entry, FxRate
from finance.selectors import cursors, groups
from finance.selectors import entries as lists
from finance.selectors.cursors import BadCursor
from finance.selectors.entries import Query
from finance.services import entries, valuations
from finance.tests import make
from finance.tests.make import DAY, TODAY
from finance.tests.test_entries_service import NOW
from numoraq.rls.identity import as_staff, as_user


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User, dana: User) -> Iterator[None]:
    with as_staff(dana):
        FxRate.objects.bulk_create(
            FxRate(currency="USD", on=TODAY - timedelta(days=back), per_eur=2)
            for back in range(0, 60, 5)
        )
        FxRate.objects.create(currency="USD", on=date(2026, 3, 1), per_eur=4)
    with as_user(bob):
        make.asset(bob, name="Bob's")
    with as_user(alice):
        yield


def page(
    user: User, after: str | None = None, size: int = 50, **query: Any
) -> cursors.Page[lists.Row]:
    return lists.page(
        user=user, currency="EUR", today=TODAY, query=Query(**query), after=after, size=size
    )


def names(user: User, **query: Any) -> set[str]:
    return {row.entry.name for row in page(user, **query).rows}


@pytest.fixture
def stocked(alice: User) -> User:
    """Give Alice some of everything."""
    make.asset(alice, name="Flat in Lisbon", subcategory="real_estate", description="Conceição")
    make.asset(alice, name="Current account", subcategory="bank")
    make.debt(alice, name="Mortgage", subcategory="mortgage")
    make.monthly(alice, name="Rent", subcategory="housing")
    make.expense(alice, name="Café São João", subcategory="food", description="with Ana")
    gone = make.expense(alice, name="Deleted")
    entries.delete(user=alice, entry_id=gone.pk, at=NOW)
    return alice


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"category": "assets"}, {"Flat in Lisbon", "Current account"}),
        ({"category": "assets", "is_liquid": True}, {"Current account"}),
        ({"category": "assets", "is_liquid": False}, {"Flat in Lisbon"}),
        ({"subcategory": "food"}, {"Café São João"}),
        ({"recurring": True}, {"Rent"}),
        ({"category": "expenses", "recurring": False}, {"Café São João"}),
        ({"search": "cafe"}, {"Café São João"}),
        ({"search": "CAFÉ joao"}, {"Café São João"}),
        ({"search": "ana"}, {"Café São João"}),
        ({"search": "conceicao"}, {"Flat in Lisbon"}),
        ({"search": "lisbon flat"}, {"Flat in Lisbon"}),
        ({"search": "%"}, set()),
        ({"search": "_ent"}, set()),
        ({"search": "a\0b"}, set()),
        ({"search": "nothing like it"}, set()),
    ],
)
def test_entries_are_filtered_and_searched(
    stocked: User, query: dict[str, Any], expected: set[str]
) -> None:
    assert names(stocked, **query) == expected


def test_all_are_there_without_a_filter(stocked: User) -> None:
    assert len(names(stocked)) == 5
    assert len(names(stocked, search="   ")) == 5


def test_pages_follow_each_other_without_gap_or_repetition(alice: User) -> None:
    Entry.objects.bulk_create(
        Entry(
            user=alice,
            category="expenses",
            name=f"Expense {number}",
            amount=number,
            date=DAY + timedelta(days=number // 3),
        )
        for number in range(25)
    )
    seen: list[Entry] = []
    after = None
    while True:
        found = page(alice, after, size=4, category="expenses")
        seen += [row.entry for row in found.rows]
        after = found.next
        if after is None:
            break
    assert len(seen) == len({entry.pk for entry in seen}) == 25
    assert seen == sorted(seen, key=lambda entry: (entry.date, entry.pk), reverse=True)


def test_a_full_last_page_has_no_next(alice: User) -> None:
    for _ in range(2):
        make.expense(alice)
    assert page(alice, size=2).next is None
    assert page(alice, size=1).next is not None


def test_a_cursor_of_ones_own_making_is_refused(alice: User) -> None:
    with pytest.raises(BadCursor):
        page(alice, after="nonsense")


def test_a_balance_is_converted_by_todays_rate_and_a_flow_by_its_own_day(alice: User) -> None:
    make.asset(alice, 100, currency="USD", name="Account", date=date(2026, 3, 1))
    make.income(alice, 100, currency="USD", name="Salary", date=date(2026, 3, 5))
    make.income(alice, 100, currency="USD", name="Bonus", date=TODAY + timedelta(days=9))
    make.income(alice, 100, currency="AOA", name="Kwanzas")
    found = {row.entry.name: row.conversion for row in page(alice).rows}
    amounts = {name: part.money.amount if part else None for name, part in found.items()}
    assert amounts == {"Account": 50, "Salary": 25, "Bonus": 50, "Kwanzas": None}
    salary = found["Salary"]
    assert salary is not None
    assert (salary.on, salary.source) == (date(2026, 3, 1), "ecb")


def test_a_line_has_the_value_of_each_of_41_days(alice: User) -> None:
    flat = make.asset(alice, 100)
    valuations.put(
        user=alice,
        entry_id=flat.pk,
        on=TODAY - timedelta(days=10),
        amount=Decimal(150),
        today=TODAY,
    )
    (row,) = page(alice).rows
    assert list(row.spark) == [100] * 30 + [150] * 11
    assert row.change == 50


def test_a_young_balance_has_a_short_line(alice: User) -> None:
    make.asset(alice, 100, date=TODAY - timedelta(days=2))
    make.asset(alice, 100, date=TODAY)
    lines = sorted(len(row.spark) for row in page(alice).rows)
    assert lines == [1, 3]
    assert {row.change for row in page(alice).rows} == {None, 0}


def test_a_line_is_in_the_reader_currency_where_there_are_rates(alice: User) -> None:
    make.asset(alice, 100, currency="USD")
    make.asset(alice, 100, currency="AOA")
    lines = {row.entry.currency: row.spark[0] for row in page(alice).rows}
    assert lines == {"USD": 50, "AOA": 100}


def test_flows_have_no_line(alice: User) -> None:
    make.income(alice)
    (row,) = page(alice).rows
    assert (row.spark, row.change) == ((), None)


def test_a_page_costs_three_queries(
    stocked: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        make.asset(stocked, number, currency="USD")
    with django_assert_num_queries(3):
        page(stocked)


def test_entries_are_counted_by_category(stocked: User) -> None:
    assert lists.counts(user=stocked) == {
        "assets": 2,
        "liabilities": 1,
        "income": 0,
        "expenses": 2,
    }


def test_the_history_of_a_balance_is_told_newest_first(alice: User, bob: User) -> None:
    flat = make.asset(alice, 100)
    valuations.put(user=alice, entry_id=flat.pk, on=TODAY, amount=Decimal(120), today=TODAY)
    assert [row.amount for row in lists.history(user=alice, entry_id=flat.pk).rows] == [120, 100]
    with pytest.raises(EntryNotFound):
        lists.history(user=alice, entry_id=uuid4())
    with as_user(bob), pytest.raises(EntryNotFound):
        lists.history(user=bob, entry_id=flat.pk)


def test_balances_stand_in_groups(alice: User) -> None:
    make.asset(alice, 300, subcategory="bank")
    make.asset(alice, 200, subcategory="crypto", currency="USD")
    make.asset(alice, 600, subcategory="real_estate")
    make.asset(alice, 5, subcategory="bank", currency="AOA")
    make.debt(alice, 70)
    found = groups.of(user=alice, currency="EUR", category="assets", today=TODAY)
    assert [(group.code, group.count, group.money.amount) for group in found] == [
        ("liquid", 2, 300),
        ("wallets", 1, 100),
        ("illiquid", 1, 600),
    ]
    assert [group.missing for group in found] == [("AOA",), (), ()]
    assert [group.share for group in found] == [30, 10, 60]
    (owed,) = groups.of(user=alice, currency="EUR", category="liabilities", today=TODAY)
    assert (owed.code, owed.label, owed.money.amount) == ("owed", "You owe", 70)
    for entry in Entry.objects.filter(category="liabilities"):
        assert groups.code_of(entry) == "owed"
