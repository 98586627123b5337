"""Clearing away what nobody finished."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from accounts.models import User
from finance.imports import files as stored_files
from finance.imports import tasks
from finance.imports.services import applying, sweeping, undoing
from finance.imports.tests.bring import AT, applied, check
from finance.models import Entry, Import
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

TEXT = "Date,Payee,Amount\n2026-11-22,A,-1.50\n"
with_worker = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


def last_touched(found: Import, at: datetime) -> None:
    """Pretend that an import was changed at a moment."""
    Import.objects.filter(pk=found.pk).update(updated_at=at)


def age(folder: Path, days: int) -> None:
    """Pretend that the files of a folder are older."""
    then = (timezone.now() - timedelta(days=days)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


@with_worker
def test_unfinished_imports_go_after_two_weeks(alice: User, files: Path) -> None:
    now = timezone.now()
    with as_user(alice):
        old, young, done = check(alice, TEXT), check(alice, TEXT), applied(alice, TEXT)
        last_touched(old, now - timedelta(days=15))
        last_touched(young, now - timedelta(days=13))
        last_touched(done, now - timedelta(days=99))
    with worker_login(), as_service():
        assert sweeping.drop_unfinished(at=now) == 1
    with as_user(alice):
        assert set(Import.objects.values_list("pk", flat=True)) == {young.pk, done.pk}
        assert Entry.objects.count() == 1
    assert not default_storage.exists(old.file_key)
    assert not default_storage.exists(old.rows_key)
    assert default_storage.exists(young.file_key)


@with_worker
def test_files_that_nothing_refers_to_go(alice: User, files: Path) -> None:
    with as_user(alice):
        found = check(alice, TEXT)
    orphan = stored_files.save(ContentFile(b"lost"))
    with worker_login(), as_service():
        assert sweeping.drop_orphans(at=timezone.now()) == 0
        age(files, days=2)
        assert sweeping.drop_orphans(at=timezone.now()) == 1
    assert not default_storage.exists(orphan)
    assert default_storage.exists(found.file_key)
    assert default_storage.exists(found.rows_key)


@with_worker
def test_what_a_storage_kept_though_the_import_was_written_goes_later(
    alice: User, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_user(alice):
        found = check(alice, TEXT)
        monkeypatch.setattr(default_storage, "delete", lambda _key: 1 / 0)
        found = applying.start(user=alice, import_id=found.pk, at=AT)
        monkeypatch.undo()
    assert found.status == Import.Status.APPLIED
    assert default_storage.exists(found.file_key)
    age(files, days=2)
    with worker_login(), as_service():
        assert sweeping.drop_orphans(at=timezone.now()) == 2
    assert not default_storage.exists(found.file_key)


@with_worker
def test_a_file_that_goes_while_it_is_looked_at_is_let_go(
    alice: User, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_files.save(ContentFile(b"lost"))
    monkeypatch.setattr(FileSystemStorage, "listdir", lambda *_where: ([], ["gone"]))
    with worker_login(), as_service():
        assert sweeping.drop_orphans(at=timezone.now()) == 0


@with_worker
def test_there_may_be_no_files_at_all(db: None) -> None:
    with worker_login(), as_service():
        assert sweeping.drop_orphans(at=timezone.now()) == 0


@with_worker
def test_stalled_jobs_are_sent_again(alice: User, jobs: Jobs) -> None:
    now = timezone.now()
    with as_user(alice):
        found, moving = check(alice, TEXT), check(alice, TEXT)
        applying.prepare(user=alice, import_id=found.pk)
        applying.prepare(user=alice, import_id=moving.pk)
        last_touched(found, now - timedelta(minutes=11))
        last_touched(moving, now - timedelta(minutes=9))
    with worker_login(), as_service():
        assert sweeping.resume_stalled(at=now) == 1
    (job,) = jobs.named("finance.apply_import")
    assert job == {"import_id": str(found.pk), "user_id": str(alice.pk)}
    jobs.run()
    with as_user(alice):
        assert Entry.objects.count() == 1


@with_worker
def test_what_has_stalled_for_a_day_is_given_up(alice: User, jobs: Jobs) -> None:
    now = timezone.now()
    with as_user(alice):
        old, young = check(alice, TEXT), check(alice, TEXT)
        for one, hours in ((old, 25), (young, 23)):
            applying.prepare(user=alice, import_id=one.pk)
            last_touched(one, now - timedelta(hours=hours))
    with worker_login():
        assert tasks.resume_imports() == 2
    (job,) = jobs.named("finance.apply_import")
    assert job["import_id"] == str(young.pk)
    with as_user(alice):
        old.refresh_from_db()
        assert (old.status, old.problem["code"]) == (Import.Status.FAILED, "file_failed")


@with_worker
def test_the_scheduled_jobs_run_as_the_service(alice: User, files: Path) -> None:
    with worker_login():
        assert tasks.sweep_imports() == 0
        assert tasks.resume_imports() == 0
    with as_user(alice):
        last_touched(check(alice, TEXT), timezone.now() - timedelta(days=15))
    with worker_login():
        assert tasks.sweep_imports() == 1
    with as_user(alice):
        assert not Import.objects.exists()


def test_a_job_for_an_import_that_is_gone_does_nothing(alice: User) -> None:
    with as_user(alice):
        found = check(alice, TEXT)
        Import.objects.all().delete()
    tasks.apply_import(import_id=str(found.pk), user_id=str(alice.pk))
    with as_user(alice):
        assert not Entry.objects.exists()


def test_a_job_that_breaks_says_so_and_can_be_tried_again(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_user(alice):
        found = check(alice, TEXT)
        applying.prepare(user=alice, import_id=found.pk)
    monkeypatch.setattr(stored_files, "open_key", lambda _key: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.apply_import(import_id=str(found.pk), user_id=str(alice.pk))
    with as_user(alice):
        found.refresh_from_db()
    assert (found.status, found.problem["code"]) == (Import.Status.FAILED, "file_failed")


def test_an_undoing_that_breaks_leaves_what_was_written(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_user(alice):
        found = applied(alice, TEXT)
        Import.objects.filter(pk=found.pk).update(status=Import.Status.UNDOING)
    monkeypatch.setattr("finance.services.locks.hold", lambda **_who: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.undo_import(import_id=str(found.pk), user_id=str(alice.pk))
    with as_user(alice):
        found.refresh_from_db()
        assert Entry.objects.count() == 1
        assert (found.status, bool(found.problem)) == (Import.Status.APPLIED, True)
        monkeypatch.undo()
        undone = undoing.start(user=alice, import_id=found.pk)
    assert (undone.status, undone.problem) == (Import.Status.UNDONE, {})


def test_a_job_that_breaks_too_late_blames_nothing(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_user(alice):
        found = applied(alice, TEXT)
    monkeypatch.setattr(applying, "run", lambda **_what: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.apply_import(import_id=str(found.pk), user_id=str(alice.pk))
    with as_user(alice):
        found.refresh_from_db()
    assert (found.status, found.problem) == (Import.Status.APPLIED, {})


def test_jobs_speak_the_language_of_their_person(alice: User) -> None:
    with as_user(alice):
        alice.profile.language = "pt"
        alice.profile.save(update_fields=["language"])
        found = check(alice, "Date,Payee,Amount\n2026-11-22,,-1.50\n")
        Import.objects.filter(pk=found.pk).update(status=Import.Status.CHECKING)
    tasks.check_import(import_id=str(found.pk), user_id=str(alice.pk))
    with as_user(alice):
        found.refresh_from_db()
        assert found.status == Import.Status.CHECKED
        assert applying.start(user=alice, import_id=found.pk, at=AT).rows_done == 1
        assert Entry.objects.get().name
