"""Archives whose time is over, that stall, and files that nothing refers to."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.utils import timezone

from accounts.leaving import exports, sweeping, tasks
from accounts.models import Export, User
from numoraq.rls.identity import as_login_role, as_service
from numoraq.rls.logins import worker_login
from numoraq.tests.belongings import keep_files_in
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])

Status = Export.Status
NOW = timezone.now()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Keep files in a folder of the test's own."""
    keep_files_in(tmp_path, settings)
    return tmp_path / "everything"


def make(user: User, status: str, *, at: datetime, key: str = "") -> Export:
    """Store an archive asked for and last changed at a moment."""
    ready = {"size": 1, "checksum": "0" * 64, "ready_at": at, "expires_at": at + exports.KEPT_FOR}
    with as_login_role():
        found = Export.objects.create(
            user=user, status=status, asked_at=at, file_key=key, **(ready if key else {})
        )
        Export.objects.filter(pk=found.pk).update(updated_at=at)
    return found


def statuses() -> list[str]:
    """Return the statuses of all archives, oldest first."""
    with as_login_role():
        return list(Export.objects.order_by("asked_at").values_list("status", flat=True))


def put() -> str:
    """Store a file and return its name."""
    return default_storage.save(f"everything/{uuid4().hex}", ContentFile(b"x"))


def test_files_go_when_their_time_is_over(alice: User) -> None:
    old, young = put(), put()
    make(alice, Status.READY, at=NOW - timedelta(hours=25), key=old)
    make(alice, Status.READY, at=NOW - timedelta(hours=23), key=young)
    with worker_login():
        assert tasks.sweep_exports() == 1
        assert tasks.sweep_exports() == 0
    assert statuses() == [Status.EXPIRED, Status.READY]
    assert (default_storage.exists(old), default_storage.exists(young)) == (False, True)


def test_files_that_nothing_refers_to_go_after_a_day(alice: User, folder: Path) -> None:
    orphan, used = put(), put()
    make(alice, Status.READY, at=NOW, key=used)
    with worker_login():
        assert tasks.sweep_exports() == 0
    then = (NOW - timedelta(days=2)).timestamp()
    for path in folder.iterdir():
        os.utime(path, (then, then))
    with worker_login():
        assert tasks.sweep_exports() == 1
    assert (default_storage.exists(orphan), default_storage.exists(used)) == (False, True)


def test_rows_of_long_ago_are_forgotten(alice: User) -> None:
    make(alice, Status.EXPIRED, at=NOW - timedelta(days=91))
    make(alice, Status.FAILED, at=NOW - timedelta(days=89))
    with worker_login():
        tasks.sweep_exports()
    assert statuses() == [Status.FAILED]


@pytest.mark.parametrize("status", [Status.WAITING, Status.RUNNING])
def test_a_stalled_one_is_sent_again_and_given_up_after_a_day(
    alice: User, jobs: Jobs, status: str
) -> None:
    export = make(alice, status, at=NOW - timedelta(minutes=9))
    with worker_login(), as_service():
        assert sweeping.resume_stalled(at=NOW) == 0
        assert sweeping.resume_stalled(at=NOW + timedelta(minutes=2)) == 1
        assert sweeping.give_up_stalled(at=NOW + timedelta(hours=23)) == 0
    assert jobs.named("accounts.write_export") == [
        {"export_id": str(export.pk), "user_id": str(alice.pk)}
    ]
    with worker_login(), as_service():
        assert sweeping.give_up_stalled(at=NOW + timedelta(hours=25)) == 1
    assert statuses() == [Status.FAILED]


def test_one_that_is_being_written_is_let_be(alice: User, jobs: Jobs) -> None:
    export = make(alice, Status.RUNNING, at=NOW - timedelta(days=2))
    held, done = Event(), Event()

    def write() -> None:
        try:
            with transaction.atomic(), as_login_role():
                Export.objects.select_for_update().get(pk=export.pk)
                held.set()
                done.wait(10)
        finally:
            held.set()
            connections.close_all()

    thread = Thread(target=write)
    thread.start()
    held.wait(10)
    with worker_login():
        assert tasks.resume_exports() == 0
        tasks.write_export(export_id=str(export.pk), user_id=str(alice.pk))
    done.set()
    thread.join(10)
    assert jobs.waiting == []
    assert statuses() == [Status.RUNNING]
