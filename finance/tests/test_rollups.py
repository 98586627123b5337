"""The kept sums, one rule at a time. That they hold in any order is in test_rollups_random."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, IntegrityError, ProgrammingError, connection, transaction

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
from finance.tests.make import DAY
from numoraq.rls.identity import as_user


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User) -> Iterator[None]:
    with as_user(alice):
        yield


def entry(user: User, category: str = "assets", amount: Any = 100, **fields: Any) -> Entry:
    """Store an entry by a bare INSERT, as imports do."""
    values = {"name": "Thing", "currency": "EUR", "date": DAY, **fields}
    made = Entry(user=user, category=category, amount=Decimal(amount), **values)
    made.save(force_insert=True)
    return made


def value(entry: Entry, on: date, amount: Any) -> None:
    Valuation.objects.create(user=entry.user, entry=entry, on=on, amount=Decimal(amount))


def worth(currency: str = "EUR") -> list[tuple[str, int, int, int]]:
    rows = NetWorthDay.objects.filter(currency=currency).order_by("on")
    return [
        (row.on.isoformat(), int(row.assets), int(row.liabilities), int(row.liquid)) for row in rows
    ]


def months() -> dict[tuple[str, str, str, str], tuple[int, int]]:
    return {
        (row.month.isoformat(), row.category, row.subcategory, row.currency): (
            int(row.total),
            row.entries,
        )
        for row in MonthlyTotal.objects.all()
    }


def test_a_balance_begins_with_a_valuation(alice: User) -> None:
    bare = entry(alice, amount="84.21")
    (first,) = Valuation.objects.filter(entry=bare)
    assert (first.on, first.amount, first.change, first.source) == (
        DAY,
        Decimal("84.21"),
        Decimal("84.21"),
        "manual",
    )
    assert worth() == [("2026-01-01", 84, 0, 84)]


def test_a_flow_has_none(alice: User) -> None:
    entry(alice, "income")
    assert not Valuation.objects.exists()
    assert worth() == []


def test_a_balance_shows_its_latest_valuation(alice: User) -> None:
    flat = entry(alice)
    value(flat, date(2026, 3, 1), "120.12345678")
    value(flat, date(2026, 2, 1), 110)
    flat.refresh_from_db()
    assert (flat.amount, flat.balance, flat.date) == (
        Decimal("120.12"),
        Decimal("120.12345678"),
        date(2026, 3, 1),
    )
    Valuation.objects.filter(entry=flat, on=date(2026, 3, 1)).delete()
    flat.refresh_from_db()
    assert (flat.amount, flat.date) == (110, date(2026, 2, 1))


def test_what_is_written_over_it_does_not_count(alice: User) -> None:
    flat = entry(alice)
    Entry.objects.update(amount=7, balance=8, date=date(2020, 1, 1), name="Home")
    flat.refresh_from_db()
    assert (flat.amount, flat.balance, flat.date, flat.name) == (100, 100, DAY, "Home")


def test_a_balance_without_valuations_is_worth_nothing(alice: User) -> None:
    flat = entry(alice)
    Valuation.objects.all().delete()
    flat.refresh_from_db()
    assert (flat.amount, flat.balance, flat.date) == (0, 0, DAY)
    assert worth() == []
    assert BalanceTotal.objects.get().total == 0


def test_net_worth_has_a_row_for_each_day_with_a_change(alice: User) -> None:
    flat = entry(alice, amount=100)
    value(flat, date(2026, 1, 10), 150)
    value(flat, date(2026, 1, 20), 150)
    entry(alice, "liabilities", 30, date=date(2026, 1, 15))
    assert worth() == [
        ("2026-01-01", 100, 0, 100),
        ("2026-01-10", 150, 0, 150),
        ("2026-01-15", 150, 30, 150),
    ]


def test_editing_the_past_reaches_to_the_next_valuation(alice: User) -> None:
    flat = entry(alice, amount=100)
    value(flat, date(2026, 3, 1), 300)
    value(flat, date(2026, 2, 1), 200)
    assert worth() == [
        ("2026-01-01", 100, 0, 100),
        ("2026-02-01", 200, 0, 200),
        ("2026-03-01", 300, 0, 300),
    ]
    Valuation.objects.filter(on=date(2026, 1, 1)).update(amount=200)
    assert worth() == [("2026-01-01", 200, 0, 200), ("2026-03-01", 300, 0, 300)]


def test_an_entry_takes_its_history_to_another_currency_and_side(alice: User) -> None:
    flat = entry(alice, amount=100)
    value(flat, date(2026, 2, 1), 120)
    Entry.objects.filter(pk=flat.pk).update(currency="USD")
    assert worth() == []
    assert worth("USD") == [("2026-01-01", 100, 0, 100), ("2026-02-01", 120, 0, 120)]
    Entry.objects.filter(pk=flat.pk).update(category="liabilities")
    assert worth("USD") == [("2026-01-01", 0, 100, 0), ("2026-02-01", 0, 120, 0)]
    Entry.objects.filter(pk=flat.pk).update(category="assets", is_liquid=False)
    assert worth("USD") == [("2026-01-01", 100, 0, 0), ("2026-02-01", 120, 0, 0)]
    total = BalanceTotal.objects.get()
    assert (total.currency, total.is_liquid, total.total, total.entries) == ("USD", False, 120, 1)


def test_a_frozen_asset_leaves_what_is_liquid(alice: User) -> None:
    flat = entry(alice, amount=100)
    value(flat, date(2026, 2, 1), 120)
    Entry.objects.update(is_liquid=False)
    assert worth() == [("2026-01-01", 100, 0, 0), ("2026-02-01", 120, 0, 0)]
    Entry.objects.update(is_liquid=True)
    assert worth() == [("2026-01-01", 100, 0, 100), ("2026-02-01", 120, 0, 120)]


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


@pytest.mark.parametrize(("category", "other"), [("assets", "income"), ("expenses", "liabilities")])
def test_a_balance_never_becomes_a_flow_or_the_other_way(
    alice: User, category: str, other: str
) -> None:
    entry(alice, category)
    with pytest.raises(IntegrityError, match="stays a balance or a flow"), transaction.atomic():
        Entry.objects.update(category=other)
    assert Entry.objects.get().category == category


def test_deleting_for_good_takes_the_history_along(alice: User) -> None:
    flat = entry(alice)
    value(flat, date(2026, 2, 1), 120)
    rent = entry(alice, "expenses", 500, is_recurring=True, recurring_frequency="monthly")
    Occurrence.objects.create(user=alice, entry=rent, on=DAY, amount=500)
    Entry.objects.all().delete()
    for table in (Valuation, Occurrence, NetWorthDay, BalanceTotal, MonthlyTotal, EntryCount):
        assert not table._default_manager.exists(), table


def test_a_statement_may_insert_and_change_at_once(alice: User) -> None:
    flat = entry(alice, amount=100)
    value(flat, date(2026, 3, 1), 300)
    Valuation.objects.bulk_create(
        [
            Valuation(user=alice, entry=flat, on=on, amount=amount)
            for on, amount in [
                (date(2026, 1, 1), 50),
                (date(2026, 2, 1), 200),
                (date(2026, 3, 1), 250),
            ]
        ],
        update_conflicts=True,
        unique_fields=["user", "entry", "on"],
        update_fields=["amount"],
    )
    assert [row[1] for row in worth()] == [50, 200, 250]


def test_an_entry_and_its_history_may_come_in_one_statement(alice: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO financial_data (user_id, category, name, amount, currency, date)
                VALUES (%s, 'assets', 'Flat', 100, 'EUR', '2026-01-01') RETURNING user_id, id)
            INSERT INTO asset_valuations (user_id, entry_id, "on", amount)
            SELECT user_id, id, day::date, 10 FROM made,
                   generate_series('2026-01-01'::date, '2026-01-03', '1 day') day""",
            [alice.pk],
        )
    assert worth() == [("2026-01-01", 10, 0, 10)]
    assert Entry.objects.get().amount == 10


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


@pytest.mark.parametrize(
    "table",
    [
        "finance_monthly_totals",
        "finance_balance_totals",
        "finance_entry_counts",
        "net_worth_daily",
        "finance_data_versions",
    ],
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET user_id = user_id"])
def test_nobody_writes_the_sums_by_hand(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_functions_that_add_to_sums_lend_nobody_their_rights(alice: User) -> None:
    call = "SELECT app.add_to_worth(ARRAY[(%s, 'EUR', '2026-01-01', 1, 0, 0)::app.worth_change])"
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(call, [alice.pk])


def test_sums_are_seen_by_their_person_alone(alice: User, bob: User) -> None:
    entry(alice)
    entry(alice, "income")
    with as_user(bob):
        for table in (NetWorthDay, BalanceTotal, MonthlyTotal, EntryCount, DataVersion):
            assert not table._default_manager.exists(), table


def test_history_cannot_be_hung_on_another_persons_entry(alice: User, bob: User) -> None:
    flat = entry(alice)
    rent = entry(alice, "expenses", is_recurring=True, recurring_frequency="monthly")
    with as_user(bob):
        for row in (
            Valuation(user=bob, entry=flat, on=date(2026, 2, 1), amount=1),
            Occurrence(user=bob, entry=rent, on=date(2026, 2, 1), amount=1),
            Entry(user=bob, category="expenses", name="x", amount=1, date=DAY, settles_in=flat.pk),
            Entry(user=bob, category="expenses", name="x", amount=1, date=DAY, import_id=flat.pk),
        ):
            with pytest.raises(Error, match="foreign key"), transaction.atomic():
                row.save(force_insert=True)


def test_what_pays_from_a_deleted_account_forgets_it(alice: User) -> None:
    account = entry(alice)
    rent = entry(alice, "expenses", settles_in=account.pk)
    account.delete()
    rent.refresh_from_db()
    assert rent.settles_in is None


def test_years_of_daily_values_cost_a_few_look_ups_to_append_to(alice: User) -> None:
    flat = entry(alice, date=date(2020, 1, 1))
    Valuation.objects.bulk_create(
        Valuation(user=alice, entry=flat, on=date(2020, 1, 1) + timedelta(days=n), amount=n)
        for n in range(1, 2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_tuples_returned('net_worth_daily'::regclass)")
        before = cursor.fetchone()[0]
        value(flat, date(2026, 11, 1), 1)
        cursor.execute("SELECT pg_stat_get_xact_tuples_returned('net_worth_daily'::regclass)")
        assert cursor.fetchone()[0] - before < 20
