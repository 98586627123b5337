"""Somebody keeps their account in the very moment in which it is deleted, closed or exported."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Thread, Timer
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.utils import timezone

from accounts.leaving import closing, erasing, exports, tasks
from accounts.leaving.errors import AccountGone, ExportUnderWay, StaffStay
from accounts.models import Export, User
from cms.roles import Role
from cms.services import staff
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.belongings import keep_files_in
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])

NOW = timezone.now()
DUE = NOW + timedelta(days=31)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Keep files in a folder of the test's own."""
    keep_files_in(tmp_path, settings)
    return tmp_path / "everything"


@pytest.fixture
def leaving(alice: User) -> User:
    """Return Alice, whose time is up at DUE."""
    closing.ask(user=alice, at=NOW)
    return alice


def stays(user: User) -> bool:
    """Return whether a person is there and not closed."""
    return User.objects.filter(pk=user.pk, deletion_due_at=None).exists()


def erase() -> int:
    """Do what the hourly job does when the time is up."""
    with worker_login(), as_service():
        return erasing.erase_due(at=DUE)


def all_at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads that begin together; return what each gave, or its error."""
    start, found = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            found[number] = act()  # type: ignore[call-overload]
        except (AccountGone, ExportUnderWay) as error:
            found[number] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return list(found)


def held(act: Callable[[], object], until: Event) -> Thread:
    """Act in a thread, and commit when told to; return once it has acted."""
    acted = Event()

    def run() -> None:
        try:
            with transaction.atomic():
                act()
                acted.set()
                until.wait(10)
        finally:
            acted.set()
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    acted.wait(10)
    return thread


def test_who_keeps_the_account_at_this_moment_is_left_alone(leaving: User) -> None:
    committed = Event()
    thread = held(lambda: closing.keep(user=leaving), committed)
    assert erase() == 0
    committed.set()
    thread.join(10)
    assert stays(leaving)
    assert erase() == 0


@pytest.mark.parametrize("again", range(5))
def test_kept_or_gone_and_never_both(leaving: User, again: int) -> None:
    kept, erased = all_at_once(lambda: closing.keep(user=leaving), erase)
    if kept is True:
        assert erased == 0
        assert stays(leaving)
    else:
        assert isinstance(kept, AccountGone)
        assert erased == 1
        assert not User.objects.filter(pk=leaving.pk).exists()


def test_two_jobs_delete_once(leaving: User, jobs: Jobs) -> None:
    assert sorted(map(str, all_at_once(erase, erase))) == ["0", "1"]
    assert len(jobs.named("accounts.send_mail")) == 2  # that it was asked for, that it is done


def test_asked_for_by_two_at_once_it_is_told_once(alice: User, jobs: Jobs) -> None:
    due = all_at_once(*[lambda: closing.ask(user=alice, at=NOW)] * 2)
    assert due == [NOW + timedelta(days=30)] * 2
    assert len(jobs.named("accounts.send_mail")) == 1


def test_who_is_made_staff_at_this_moment_cannot_leave_as_well(alice: User, dana: User) -> None:
    committed = Event()

    def promote() -> None:
        with as_staff(dana):
            staff.set_role(person=alice, role=Role.SUPPORT, actor=dana, reason="hired")

    thread = held(promote, committed)
    asked: list[object] = []

    def ask() -> None:
        try:
            asked.append(closing.ask(user=alice, at=NOW))
        except StaffStay as error:
            asked.append(error)
        finally:
            connections.close_all()

    other = Thread(target=ask)
    other.start()
    committed.set()
    thread.join(10)
    other.join(10)
    assert isinstance(asked[0], StaffStay)
    assert stays(alice)


def test_two_clicks_ask_for_one_archive(alice: User, jobs: Jobs) -> None:
    found = all_at_once(*[lambda: exports.ask(user=alice, at=NOW)] * 2)
    assert sorted(type(one).__name__ for one in found) == ["Export", "ExportUnderWay"]
    assert len(jobs.named("accounts.write_export")) == 1


def test_two_jobs_write_one_archive(alice: User, folder: Path) -> None:
    export = exports.ask(user=alice, at=NOW)

    def write() -> None:
        with worker_login():
            tasks.write_export(export_id=str(export.pk), user_id=str(alice.pk))

    all_at_once(write, write)
    assert len(list(folder.iterdir())) == 1
    with as_login_role():
        assert Export.objects.get().status == Export.Status.READY


def test_an_archive_that_is_being_written_goes_with_its_person(
    leaving: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion waits for the file, so that it knows its name."""
    export = exports.ask(user=leaving, at=NOW)
    writing, may_end = Event(), Event()
    finish = exports.finish

    def slowly(**values: Any) -> None:
        writing.set()
        may_end.wait(10)
        finish(**values)

    monkeypatch.setattr("accounts.leaving.exports.finish", slowly)

    def write() -> None:
        with worker_login():
            tasks.write_export(export_id=str(export.pk), user_id=str(leaving.pk))

    def erase_meanwhile() -> int:
        writing.wait(10)
        Timer(0.5, may_end.set).start()
        return erase()

    _written, erased = all_at_once(write, erase_meanwhile)
    assert erased == 1
    assert list(folder.iterdir()) == []
    assert not any(default_storage.listdir("everything"))
