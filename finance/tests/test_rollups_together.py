"""Many writers of one person at once: nothing is lost, nothing waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from finance.models import Entry, NetWorthDay, Occurrence, Valuation
from finance.services import entries, rollups, valuations
from finance.tests import make
from finance.tests.make import TODAY
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owned(alice: User) -> list[UUID]:
    """Give Alice four balances and two flows; return the ids of the balances."""
    with as_user(alice):
        balances = [make.asset(alice, name=f"Account {number}").pk for number in range(4)]
        make.monthly(alice, 10)
        make.income(alice, 20)
    return balances


def together(user: User, jobs: list[Callable[[], object]]) -> None:
    """Run jobs as a person in a thread each; raise what any of them raises."""

    def run(job: Callable[[], object]) -> None:
        try:
            with as_user(user):
                job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        list(pool.map(run, jobs))


def differences(user: User) -> list[rollups.Difference]:
    with as_user(user):
        return rollups.verify(user_ids=[user.pk], repair=False)


def test_values_of_one_balance_from_many_sides(alice: User, owned: list[UUID]) -> None:
    def write(seed: int) -> Callable[[], None]:
        def job() -> None:
            chance = Random(seed)
            for _ in range(12):
                on = TODAY - timedelta(days=chance.randrange(30))
                valuations.put(
                    user=alice,
                    entry_id=owned[0],
                    on=on,
                    amount=Decimal(chance.randrange(1000)),
                    today=TODAY,
                )

        return job

    together(alice, [write(seed) for seed in range(6)])
    assert differences(alice) == []


def revalue(user: User, entry_ids: list[UUID]) -> None:
    for day in range(15):
        for pk in entry_ids:
            Valuation.objects.bulk_create(
                [Valuation(user=user, entry_id=pk, on=TODAY - timedelta(days=day), amount=day)],
                update_conflicts=True,
                unique_fields=["user", "entry", "on"],
                update_fields=["amount"],
            )


def move(user: User, entry_id: UUID) -> None:
    for currency in ["USD", "EUR"] * 7:
        entries.update(user=user, entry_id=entry_id, changes={"currency": currency}, today=TODAY)


def delete_and_restore(user: User, entry_id: UUID) -> None:
    for _ in range(10):
        entries.delete(user=user, entry_id=entry_id, at=NOW)
        entries.restore(user=user, entry_id=entry_id, today=TODAY)


def change_flows() -> None:
    for number in range(15):
        day = date(2026, 1, 1 + number)
        Entry.objects.filter(category="income").update(amount=number, date=day)
        Occurrence.objects.update(amount=number)


def test_moves_deletes_and_values_at_once(alice: User, owned: list[UUID]) -> None:
    together(
        alice,
        [
            partial(revalue, alice, owned[:3]),
            partial(move, alice, owned[1]),
            partial(delete_and_restore, alice, owned[2]),
            change_flows,
            partial(revalue, alice, owned[:2]),
        ],
    )
    assert differences(alice) == []


def test_long_transactions_over_the_same_rows_do_not_deadlock(
    alice: User, owned: list[UUID]
) -> None:
    def write(order: list[UUID]) -> Callable[[], None]:
        def job() -> None:
            for number in range(6):
                with transaction.atomic():
                    for pk in order:
                        Entry.objects.filter(pk=pk).update(name=f"Round {number}")
                        Valuation.objects.filter(entry=pk).update(amount=number)

        return job

    together(alice, [write(owned), write(owned[::-1]), write(owned[1:] + owned[:1])])
    assert differences(alice) == []


TABLES = (
    "financial_data",
    "asset_valuations",
    "finance_occurrences",
    "net_worth_daily",
    "finance_monthly_totals",
    "finance_balance_totals",
    "finance_entry_counts",
    "finance_data_versions",
)


@pytest.mark.django_db(databases=["default", "worker"], transaction=True)
@pytest.mark.usefixtures("owned")
def test_deleting_a_person_takes_their_sums_along(alice: User, bob: User) -> None:
    with as_user(bob):
        make.asset(bob, 5)
    with worker_login(), as_service(), connection.cursor() as cursor:
        User.objects.get(pk=alice.pk).delete()
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE user_id = %s", [alice.pk])
            assert cursor.fetchone() == (0,), table
    with as_user(bob):
        assert NetWorthDay.objects.get().assets == 5
