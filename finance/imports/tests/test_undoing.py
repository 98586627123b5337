"""Taking an import back."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from finance.imports.errors import ImportElsewhere, ImportNotFound
from finance.imports.services import checks, undoing
from finance.imports.tests import banks
from finance.imports.tests.bring import TODAY, applied, check
from finance.models import Entry, Import, MonthlyTotal, NetWorthDay, Valuation
from finance.services import entries
from finance.tests import make
from numoraq.rls.identity import as_user
from numoraq.tests.jobs import Jobs

TEXT = "Date,Payee,Amount\n2026-11-22,A,-1.50\n2026-11-21,B,-2\n"


def names() -> list[str]:
    """Return the names of the entries."""
    return sorted(Entry.objects.values_list("name", flat=True))


def test_exactly_what_came_in_goes(alices: User) -> None:
    make.expense(alices, "1.50", name="Mine", date=date(2026, 11, 22))
    other = applied(alices, "Date,Payee,Amount\n2026-11-20,C,-3\n")
    found = applied(alices, TEXT)
    found = undoing.start(user=alices, import_id=found.pk)
    assert (found.status, found.summary["kept"]) == (Import.Status.UNDONE, 0)
    assert names() == ["C", "Mine"]
    assert Entry.objects.get(name="C").import_id == other.pk


def test_the_sums_go_with_it(alices: User) -> None:
    undoing.start(user=alices, import_id=applied(alices, TEXT).pk)
    undoing.start(user=alices, import_id=applied(alices, banks.read("things.csv")).pk)
    assert not MonthlyTotal.objects.exists()
    assert not NetWorthDay.objects.exists()
    assert not Valuation.objects.exists()


def test_what_was_changed_since_stays(alices: User) -> None:
    found = applied(alices, TEXT)
    entry = Entry.objects.get(name="A")
    entries.update(user=alices, entry_id=entry.pk, changes={"name": "Lunch"}, today=TODAY)
    assert undoing.edited(found).count() == 1
    found = undoing.start(user=alices, import_id=found.pk)
    assert found.summary["kept"] == 1
    assert names() == ["Lunch"]


def test_what_was_changed_goes_too_when_asked(alices: User) -> None:
    found = applied(alices, TEXT)
    entry = Entry.objects.get(name="A")
    entries.update(user=alices, entry_id=entry.pk, changes={"name": "Lunch"}, today=TODAY)
    undoing.start(user=alices, import_id=found.pk)
    found = undoing.start(user=alices, import_id=found.pk, with_edited=True)
    assert (found.summary["kept"], names()) == (0, [])


def test_what_was_deleted_since_goes(alices: User) -> None:
    found = applied(alices, TEXT)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    entries.delete(user=alices, entry_id=Entry.objects.get(name="A").pk, at=at)
    assert undoing.start(user=alices, import_id=found.pk).summary["kept"] == 0
    assert names() == []


def test_undoing_twice_does_it_once(alices: User) -> None:
    found = applied(alices, TEXT)
    undoing.start(user=alices, import_id=found.pk)
    applied(alices, TEXT)
    again = undoing.start(user=alices, import_id=found.pk)
    undoing.run(user=alices, import_id=found.pk)
    assert again.status == Import.Status.UNDONE
    assert names() == ["A", "B"]


def test_what_was_not_written_cannot_be_undone(alices: User) -> None:
    with pytest.raises(ImportElsewhere):
        undoing.start(user=alices, import_id=check(alices, TEXT).pk)


def test_somebody_elses_import_stays(bob: User, alices: User) -> None:
    found = applied(alices, TEXT)
    with as_user(bob), pytest.raises(ImportNotFound):
        undoing.start(user=bob, import_id=found.pk)
    assert names() == ["A", "B"]


def test_large_imports_are_undone_by_a_job(
    alices: User,
    jobs: Jobs,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    found = applied(alices, TEXT)
    monkeypatch.setattr(checks, "SMALL", 1)
    with django_capture_on_commit_callbacks(execute=True):
        found = undoing.start(user=alices, import_id=found.pk)
    assert (found.status, names()) == (Import.Status.UNDOING, ["A", "B"])
    jobs.run()
    assert names() == []


def test_the_file_can_be_imported_again_afterwards(alices: User) -> None:
    undoing.start(user=alices, import_id=applied(alices, TEXT).pk)
    assert applied(alices, TEXT).rows_done == 2
