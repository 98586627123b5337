"""The kept sums of income and expenses, one rule at a time."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from accounts.models import User
from finance.models import (
    BalanceTotal,
    DataVersion,
    Entry,
    EntryCount,
    MonthlyTotal,
    NetWorthDay,
    Occurrence,
    Valuation,
)
from finance.services import rollups
from finance.tests import make
from finance.tests.kept_sums import entry, months, value, worth
from finance.tests.make import DAY
from numoraq.rls.identity import as_user


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User) -> Iterator[None]:
    with as_user(alice):
        yield


def test_a_flow_has_none(alice: User) -> None:
    entry(alice, "income")
    assert not Valuation.objects.exists()
    assert worth() == []


def test_a_deleted_entry_counts_nothing_until_it_is_back(alice: User) -> None:
    flat = entry(alice)
    entry(alice, "expenses", 30)
    Entry.objects.update(deleted_at="2026-05-01T00:00Z")
    value(flat, date(2026, 2, 1), 200)
    for table in (NetWorthDay, BalanceTotal, MonthlyTotal, EntryCount):
        assert not table._default_manager.exists(), table
    Entry.objects.update(deleted_at=None)
    assert worth() == [("2026-01-01", 100, 0, 100), ("2026-02-01", 200, 0, 200)]
    assert months() == {("2026-01-01", "expenses", "", "EUR"): (30, 1)}
    assert dict(EntryCount.objects.values_list("category", "entries")) == {
        "assets": 1,
        "expenses": 1,
    }


def test_flows_are_summed_by_month_kind_and_currency(alice: User) -> None:
    entry(alice, "expenses", 10, date=date(2026, 1, 1), subcategory="food")
    entry(alice, "expenses", 20, date=date(2026, 1, 31), subcategory="food")
    entry(alice, "expenses", 5, date=date(2026, 2, 1), subcategory="food")
    entry(alice, "expenses", 7, date=date(2026, 1, 1), subcategory="food", currency="USD")
    entry(alice, "income", 90, date=date(2026, 1, 5))
    assert months() == {
        ("2026-01-01", "expenses", "food", "EUR"): (30, 2),
        ("2026-02-01", "expenses", "food", "EUR"): (5, 1),
        ("2026-01-01", "expenses", "food", "USD"): (7, 1),
        ("2026-01-01", "income", "", "EUR"): (90, 1),
    }


def test_a_flow_moves_its_sum(alice: User) -> None:
    entry(alice, "expenses", 10, subcategory="food")
    Entry.objects.update(amount=12, date=date(2026, 4, 4), subcategory="travel", currency="USD")
    assert months() == {("2026-04-01", "expenses", "travel", "USD"): (12, 1)}
    Entry.objects.update(category="income")
    assert months() == {("2026-04-01", "income", "travel", "USD"): (12, 1)}
    Entry.objects.all().delete()
    assert months() == {}


def test_a_recurring_flow_counts_by_its_occurrences(alice: User) -> None:
    rent = entry(alice, "expenses", 500, is_recurring=True, recurring_frequency="monthly")
    assert rent.next_due_on is None  # set in the database
    assert Entry.objects.get().next_due_on == DAY
    assert months() == {}
    for month in (1, 2):
        Occurrence.objects.create(user=alice, entry=rent, on=date(2026, month, 5), amount=500)
    assert months() == {
        ("2026-01-01", "expenses", "", "EUR"): (500, 1),
        ("2026-02-01", "expenses", "", "EUR"): (500, 1),
    }
    Entry.objects.update(is_recurring=False, recurring_frequency=None)
    assert months() == {("2026-01-01", "expenses", "", "EUR"): (500, 1)}
    assert Entry.objects.get().next_due_on is None


def test_a_sum_of_nothing_keeps_its_row_while_there_are_entries(alice: User) -> None:
    entry(alice, "expenses", 0)
    assert months() == {("2026-01-01", "expenses", "", "EUR"): (0, 1)}


def test_many_rows_in_a_statement_are_counted_once_each(alice: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO financial_data (user_id, category, subcategory, name, amount, date)
            SELECT %s, (ARRAY['income', 'expenses', 'assets'])[1 + n %% 3], 'k' || n %% 4, 'x', n,
                   '2020-01-01'::date + n FROM generate_series(1, 3000) n""",
            [alice.pk],
        )
    assert sum(entries for _total, entries in months().values()) == 2000
    assert rollups.verify(user_ids=[alice.pk], repair=False) == []


def test_every_change_of_figures_has_a_new_version(alice: User) -> None:
    def version() -> int:
        return DataVersion.objects.filter(user=alice).values_list("version", flat=True)[0]

    seen = []
    flat = entry(alice)
    seen.append(version())
    value(flat, date(2026, 2, 1), 120)
    seen.append(version())
    Entry.objects.update(name="Home")
    seen.append(version())
    rent = make.monthly(alice)
    seen.append(version())
    Occurrence.objects.filter(entry=rent).delete()
    seen.append(version())
    flat.delete()
    seen.append(version())
    assert seen == sorted(set(seen))
