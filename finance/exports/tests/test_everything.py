"""What this app puts into the archive of everything."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.leaving import registry
from accounts.models import User
from finance.exports import everything
from finance.exports.tests import world
from finance.exports.tests.test_round_trip import imported
from finance.imports.tests import bring
from finance.models import Entry, Import, ManualRate
from finance.services import entries
from finance.tests import make
from numoraq.rls.identity import as_user
from numoraq.tests.belongings import keep_files_in

pytestmark = pytest.mark.django_db

BAD = "Date,Payee,Amount\n2026-11-22,Kiosk,-1.50\n2026-11-20,Bus,x1\n"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)


def taken(user: User) -> dict[str, bytes]:
    """Return the files this app gives about a person, by their paths."""
    with as_user(user):
        return {part.path: b"".join(part.pieces) for part in everything.parts(user)}


def test_it_is_registered() -> None:
    assert registry._writers["finance"] is everything.parts
    assert everything.files in registry._finds


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_the_entries_import_again_as_they_were(alice: User, bob: User, suffix: str) -> None:
    with as_user(alice):
        world.build(alice)
        before = world.picture(alice)
    raw = taken(alice)[f"finance/entries.{suffix}"]
    with as_user(bob):
        assert imported(bob, raw).status == Import.Status.APPLIED
        assert world.picture(bob) == before


def test_every_row_is_in_it(alice: User) -> None:
    with as_user(alice):
        kept, gone = make.asset(alice, amount="12.34"), make.asset(alice, name="Gone")
        entries.delete(user=alice, entry_id=gone.pk, at=timezone.now())
        ManualRate.objects.create(user=alice, currency="AOA", on=make.DAY, per_eur=1000)
        found = bring.check(alice, BAD)
    files = taken(alice)
    loaded = {path: json.loads(text) for path, text in files.items() if path.endswith(".json")}
    assert [e["id"] for e in loaded["finance/entries.json"]["entries"]] == [str(kept.pk)]
    assert [e["name"] for e in loaded["finance/deleted_entries.json"]] == ["Gone"]
    values = {v["entry_id"]: v["amount"] for v in loaded["finance/valuations.json"]}
    assert values[str(kept.pk)].startswith("12.34")
    assert loaded["finance/rates.json"][0]["currency"] == "AOA"
    assert [i["file_name"] for i in loaded["finance/imports.json"]] == ["bank.csv"]
    assert len(loaded["finance/import_rows.json"]) == 1
    assert files[f"finance/files/{found.pk}"].decode() == BAD
    assert found.file_key not in b"".join(files.values()).decode()


def test_nothing_of_others_is_in_it(alice: User, bob: User) -> None:
    with as_user(bob):
        world.build(bob)
        bring.check(bob, BAD)
    with as_user(alice):
        counts = {}
        for part in everything.parts(alice):
            assert b"".join(part.pieces)
            counts[part.path] = part.count()
    assert set(counts.values()) == {0}


def test_the_number_of_queries_grows_by_batches_alone(alice: User) -> None:
    def queries() -> int:
        with (
            CaptureQueriesContext(
                connection,
            ) as seen,
            transaction.atomic(),
        ):
            taken(alice)
        return len(seen)

    def add(count: int) -> None:
        with as_user(alice):
            Entry.objects.bulk_create(
                Entry(
                    user=alice,
                    category="expenses",
                    name=f"Bread {n}",
                    amount=n + 1,
                    currency="EUR",
                    date=make.DAY + timedelta(days=n % 300),
                )
                for n in range(count)
            )

    few = queries()
    add(400)
    assert queries() == few + 2  # one batch more in each of the two forms
    add(2600)
    assert queries() <= few + 2 * (3000 // 500 + 1)


def test_files_of_a_person_are_named(alice: User, bob: User) -> None:
    with as_user(alice):
        found = bring.check(alice, BAD)
        done = bring.applied(alice, "Date,Payee,Amount\n2026-11-22,A,-1.50\n")
        named = everything.files(alice.pk)
        assert everything.files(bob.pk) == []
    assert {found.file_key, found.rows_key} == set(named)
    assert done.file_key not in named
