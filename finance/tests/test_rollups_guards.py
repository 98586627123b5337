"""Who may see and write the kept sums, and what the tables refuse."""

from collections.abc import Iterator
from datetime import date

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
from finance.tests.kept_sums import entry, value
from finance.tests.make import DAY
from numoraq.rls.identity import as_user


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User) -> Iterator[None]:
    with as_user(alice):
        yield


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
