"""Recounting: what differs is found, told, and put right, with a note."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import User
from cms.models import AuditEntry
from finance import tasks
from finance.services import rollups
from finance.tests import make
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)

DAMAGE = {
    "finance_monthly_totals": "UPDATE finance_monthly_totals SET total = total + 1",
    "finance_balance_totals": "DELETE FROM finance_balance_totals",
    "finance_entry_counts": "UPDATE finance_entry_counts SET entries = 99",
    "net_worth_daily": "UPDATE net_worth_daily SET assets = assets + 1",
    "asset_valuations": "UPDATE asset_valuations SET change = change + 1",
}


@pytest.fixture(autouse=True)
def _books(alice: User, bob: User) -> Iterator[None]:
    for person in (alice, bob):
        with as_user(person):
            make.asset(person)
            make.debt(person, 30, subcategory="card")
            make.income(person)
            make.monthly(person)
    with worker_login():
        yield


def damage(statement: str) -> None:
    """Change sums as no trigger would: the service may."""
    with as_service(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def verify(*people: User, repair: bool = False) -> list[rollups.Difference]:
    with as_service():
        return rollups.verify(user_ids=[person.pk for person in people], repair=repair)


def test_right_sums_do_not_differ(alice: User, bob: User) -> None:
    assert verify(alice, bob) == []
    with as_service():
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("table", DAMAGE)
def test_damage_is_found_and_put_right(alice: User, bob: User, table: str) -> None:
    damage(DAMAGE[table] + f" WHERE user_id = '{alice.pk}'")
    found = verify(alice, bob)
    assert {row.user_id for row in found} == {alice.pk}
    assert table in {row.table for row in found}
    assert verify(alice, bob) == found
    assert verify(alice, bob, repair=True) == found
    assert verify(alice, bob) == []


def test_a_sum_too_many_is_removed(alice: User) -> None:
    damage(
        "INSERT INTO finance_entry_counts (user_id, category, entries)"
        f" SELECT '{alice.pk}', 'expenses and more', 3"
    )
    (found,) = verify(alice, repair=True)
    assert (found.stored, found.counted) == ("3", None)
    assert verify(alice) == []


def test_a_missing_sum_comes_back(alice: User) -> None:
    damage(f"DELETE FROM net_worth_daily WHERE user_id = '{alice.pk}'")
    (found,) = verify(alice, repair=True)
    assert found.stored is None
    assert found.counted
    assert verify(alice) == []


def test_a_repair_is_noted(alice: User) -> None:
    damage(f"UPDATE finance_entry_counts SET entries = 99 WHERE user_id = '{alice.pk}'")
    verify(alice, repair=True)
    with as_service():
        note = AuditEntry.objects.get()
    assert (note.action, note.admin_user_id, note.target_user_id) == (
        "rollups.repair",
        None,
        alice.pk,
    )
    assert note.details["before"]["finance_entry_counts assets"] == "99"
    assert note.details["after"]["finance_entry_counts assets"] == "1"


def test_everybody_is_verified_page_by_page(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "PAGE", 1)
    damage("UPDATE finance_entry_counts SET entries = 99 WHERE category = 'assets'")
    with as_service():
        found = list(rollups.verify_all(repair=True))
    assert {row.user_id for row in found} == {alice.pk, bob.pk}
    assert verify(alice, bob) == []


def test_the_nightly_job_repairs(alice: User) -> None:
    damage("UPDATE finance_entry_counts SET entries = 99")
    tasks.verify_rollups()
    assert verify(alice) == []


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_rollups", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells_and_repairs(alice: User) -> None:
    assert command() == "every sum is right\n"
    damage(f"UPDATE finance_entry_counts SET entries = 99 WHERE user_id = '{alice.pk}'")
    with pytest.raises(CommandError, match="sums differ"):
        command()
    told = command("--repair")
    assert f"{alice.pk} finance_entry_counts assets: 99 should be 1" in told
    assert "sums repaired" in told
    assert command() == "every sum is right\n"
