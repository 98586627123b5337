"""What is kept of balances, one rule at a time. In any order: test_rollups_random."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import User
from finance.models import (
    BalanceTotal,
    Entry,
    Valuation,
)
from finance.tests.kept_sums import entry, value, worth
from finance.tests.make import DAY
from numoraq.rls.identity import as_user


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User) -> Iterator[None]:
    with as_user(alice):
        yield


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
