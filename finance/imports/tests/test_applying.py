"""Writing the rows of a checked file: all or none, and once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import User
from finance import kinds
from finance.imports import progress, staging
from finance.imports.errors import ImportElsewhere, ImportNotFound
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.vocabulary import Field
from finance.imports.services import applying, checks
from finance.imports.tests import banks
from finance.imports.tests.bring import AT, applied, check
from finance.models import Entry, Import, ImportRow, MonthlyTotal, Valuation
from finance.tests import make
from numoraq.rls.identity import as_user
from numoraq.tests.jobs import Jobs

HEAD = "Date,Payee,Amount\n"
day = date.fromisoformat


def entries() -> list[tuple[object, ...]]:
    """Return what is among the entries, in the order of days and names."""
    fields = ("category", "subcategory", "name", "amount", "currency", "date", "description")
    return list(Entry.objects.order_by("date", "name").values_list(*fields))


@pytest.mark.parametrize("name", banks.ROWS)
def test_bank_files_become_entries(alices: User, name: str) -> None:
    found = applied(alices, banks.read(name))
    assert (found.status, found.rows_done) == (Import.Status.APPLIED, 3)
    expected = [
        (row[0], kinds.find(row[0], row[1]), row[2], Decimal(row[3]), row[4], day(row[5]), row[6])
        for row in banks.ROWS[name]
    ]
    assert entries() == sorted(expected, key=lambda row: (row[5], row[2]))


def test_entries_know_their_import_and_their_person(alices: User) -> None:
    found = applied(alices, HEAD + "2026-11-22,A,-1.50\n")
    entry = Entry.objects.get()
    assert (entry.import_id, entry.user_id) == (found.pk, alices.pk)
    assert entry.is_liquid
    assert not entry.is_recurring
    assert entry.deleted_at is None


def test_the_sums_follow(alices: User) -> None:
    applied(alices, HEAD + "2026-11-22,A,-1.50\n2026-11-01,B,-2.25\n2026-10-01,C,9\n")
    sums = MonthlyTotal.objects.order_by("month").values_list("month", "category", "total")
    assert list(sums) == [
        (date(2026, 10, 1), "income", Decimal(9)),
        (date(2026, 11, 1), "expenses", Decimal("3.75")),
    ]


def test_balances_begin_with_a_valuation(alices: User) -> None:
    applied(alices, banks.read("things.csv"))
    flat = Entry.objects.get(name="Flat by the river")
    assert flat.balance == 298_000
    assert not flat.is_liquid
    value = Valuation.objects.get(entry=flat)
    assert (value.on, value.amount, value.source) == (date(2026, 6, 30), 298_000, "import")


def test_coins_keep_their_decimals(alices: User) -> None:
    text = "Name,Type,Value,Currency,Date\nColdly kept,asset,0.00012345,BTC,2026-11-01\n"
    applied(alices, text)
    assert Entry.objects.get().balance == Decimal("0.00012345")


def test_what_is_usually_liquid_is_liquid(alices: User) -> None:
    text = (
        "Name,Type,Category,Value,Date\n"
        "Giro,asset,Bank account,1,2026-11-01\nHouse,asset,Property,2,2026-11-01\n"
    )
    applied(alices, text)
    liquid = dict(Entry.objects.values_list("name", "is_liquid"))
    assert liquid == {"Giro": True, "House": False}
    assert set(Entry.objects.values_list("subcategory", flat=True)) == {"bank", "real_estate"}


def test_duplicates_stay_out_unless_they_are_kept(alices: User) -> None:
    make.expense(alices, "1.50", name="A", date=date(2026, 11, 22))
    text = HEAD + "2026-11-22,A,-1.50\n2026-11-21,B,-2\n"
    assert applied(alices, text).rows_done == 1
    found = check(alices, text)
    ImportRow.objects.update(is_skipped=False)
    assert applying.start(user=alices, import_id=found.pk, at=AT).rows_done == 2


def test_bad_rows_stay_out(alices: User) -> None:
    found = applied(alices, HEAD + "2026-11-22,A,-1.50\n2026-11-21,B,x1\n")
    assert found.rows_done == 1
    assert [row[2] for row in entries()] == ["A"]


def test_mended_rows_come_in(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1.50\n2026-11-21,B,x1\n")
    row = ImportRow.objects.get()
    row.problems, row.category, row.name, row.subcategory = None, "income", "B\\t\tb", "gift"
    row.amount, row.currency, row.on = Decimal("1.5"), "EUR", date(2026, 11, 21)
    row.description = "two\nlines"
    row.save()
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert entries()[0] == (
        *("income", "gift", "B\\t\tb", Decimal("1.50"), "EUR", date(2026, 11, 21)),
        "two\nlines",
    )


def test_special_characters_survive_the_way(alices: User) -> None:
    name, note = 'back\\slash \\N \\. "quoted"', "line one\nline\\n two"
    text = (
        f'Date,Payee,Note,Amount\n2026-11-22,"{name.replace(chr(34), chr(34) * 2)}","{note}",-1\n'
    )
    applied(alices, text)
    entry = Entry.objects.get()
    assert (entry.name, entry.description) == (name, note)


def test_rows_and_files_are_gone_when_it_is_done(
    alices: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1.50\n2026-11-21,B,x1\n")
    with django_capture_on_commit_callbacks(execute=True):
        applying.start(user=alices, import_id=found.pk, at=AT)
    assert not ImportRow.objects.exists()
    assert not default_storage.exists(found.file_key)
    assert not default_storage.exists(found.rows_key)


def test_asking_twice_writes_once(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1.50\n")
    applying.start(user=alices, import_id=found.pk, at=AT)
    again = applying.start(user=alices, import_id=found.pk, at=AT)
    assert again.status == Import.Status.APPLIED
    applying.run(user=alices, import_id=found.pk, at=AT)
    assert Entry.objects.count() == 1


def test_what_is_not_checked_is_not_written(alices: User) -> None:
    found = check(alices, HEAD + '2026-11-22,A,-1\n2026-11-21,"B,-2\n' + "2026-11-20,C,-3\n" * 200)
    with pytest.raises(ImportElsewhere):
        applying.start(user=alices, import_id=found.pk, at=AT)


def test_somebody_elses_import_is_not_found(bob: User, alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1.50\n")
    with as_user(bob), pytest.raises(ImportNotFound):
        applying.start(user=bob, import_id=found.pk, at=AT)
    assert not Entry.objects.exists()


def test_killed_in_the_middle_nothing_is_written_and_the_next_run_writes_once(
    alices: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "BATCH", 2)
    found = check(alices, HEAD + "".join(f"2026-11-{n:02},A{n},-{n}\n" for n in range(1, 8)))
    applying.prepare(user=alices, import_id=found.pk)
    add, calls = staging.Staging.add_entries, []

    def killed(self: staging.Staging, *, liquid: list[str]) -> int:
        calls.append(add(self, liquid=liquid))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return calls[-1]

    monkeypatch.setattr(staging.Staging, "add_entries", killed)
    with pytest.raises(KeyboardInterrupt):
        applying.run(user=alices, import_id=found.pk, at=AT)
    assert calls == [2, 2, 2]
    assert not Entry.objects.exists()
    found.refresh_from_db()
    assert found.status == Import.Status.APPLYING
    monkeypatch.setattr(staging.Staging, "add_entries", add)
    assert applying.run(user=alices, import_id=found.pk, at=AT).rows_done == 7
    assert Entry.objects.count() == 7


def test_a_row_that_the_database_refuses_undoes_all(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1.50\n2026-11-21,B,-2\n")
    with default_storage.open(found.rows_key, "ab") as rows:
        rows.write(b"4\tnonsense\t\tC\t1\tEUR\t2026-11-20\t\n")
    with pytest.raises(IntegrityError):
        applying.start(user=alices, import_id=found.pk, at=AT)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("limit", "most"), [("SMALL", 1), ("SMALL_FILE", 40)])
def test_large_imports_are_written_by_a_job(
    alices: User,
    limit: str,
    most: int,
    jobs: Jobs,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1\n2026-11-21,B,-2\n")
    monkeypatch.setattr(checks, limit, most)
    with django_capture_on_commit_callbacks(execute=True):
        found = applying.start(user=alices, import_id=found.pk, at=AT)
    assert found.status == Import.Status.APPLYING
    assert not Entry.objects.exists()
    jobs.run()
    assert Entry.objects.count() == 2


def test_progress_is_seen_from_outside(alices: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "BATCH", 2)
    seen: list[int] = []
    monkeypatch.setattr(progress, "report", lambda _key, done: seen.append(done))
    found = check(alices, HEAD + "".join(f"2026-11-{n:02},A{n},-{n}\n" for n in range(1, 6)))
    seen.clear()
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert seen == [0, 2, 4, 5]


def test_thirty_thousand_rows_take_few_statements(
    alices: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lines = "".join(f"2026-{n % 11 + 1:02}-{n % 27 + 1:02},Shop {n},-{n}\n" for n in range(30_000))
    mapping = Mapping(fields=(Field.DATE, Field.NAME, Field.AMOUNT), currency="EUR")
    found = check(alices, HEAD + lines, mapping=mapping)
    applying.prepare(user=alices, import_id=found.pk)
    with django_assert_num_queries(17):
        applying.run(user=alices, import_id=found.pk, at=AT)
    assert Entry.objects.count() == 30_000
