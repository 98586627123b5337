"""Everything somebody takes along: asked for, written as them, given to them alone, for a day."""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.test import Client
from django.utils import timezone

from accounts.leaving import exports, registry, tasks
from accounts.leaving.errors import ExportLimit, ExportUnderWay
from accounts.leaving.parts import plain, rows
from accounts.models import Export, User
from accounts.tests.proving import give_app
from finance.tests import make
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.belongings import keep_files_in
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])

Status = Export.Status


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Keep files in a folder of the test's own."""
    keep_files_in(tmp_path, settings)
    return tmp_path / "everything"


def written(user: User, jobs: Jobs) -> Export:
    """Return an archive of a person, asked for and written."""
    made = exports.ask(user=user, at=timezone.now())
    jobs.run()
    return stored(made)


def stored(export: Export) -> Export:
    """Return an archive as it is in the database."""
    with as_login_role():
        return Export.objects.get(pk=export.pk)


def change(export: Export, **changes: Any) -> None:
    """Write something into the row of an archive."""
    with as_login_role():
        Export.objects.filter(pk=export.pk).update(**changes)


def unpacked(export: Export) -> dict[str, bytes]:
    """Return the files of an archive by their paths."""
    with default_storage.open(export.file_key) as stream, ZipFile(stream) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_what_is_ones_own_and_nothing_of_others(
    alice: User, bob: User, jobs: Jobs
) -> None:
    with as_user(alice):
        make.asset(alice, name="Alice's account", amount=1250)
    with as_user(bob):
        make.asset(bob, name="Bob's account")
    files = unpacked(written(alice, jobs))
    everything = b"".join(files.values())
    assert b"Alice's account" in everything
    assert b"Bob" not in everything
    entries = json.loads(files["finance/entries.json"])["entries"]
    assert [entry["amount"] for entry in entries] == ["1250.00"]
    account = json.loads(files["account.json"])
    assert account["person"]["email"] == alice.email
    assert account["profile"]["name"] == "Alice"
    assert [address["email"] for address in account["addresses"]] == [alice.email]


def test_no_secret_is_in_it(alice: User, client: Client, jobs: Jobs) -> None:
    client.force_login(alice)
    give_app(alice)
    account = unpacked(written(alice, jobs))["account.json"].decode()
    assert alice.password not in account
    for word in ('password"', "token_hash", "secret", "file_key", "authenticator_id"):
        assert word not in account
    told = json.loads(account)
    assert [factor["type"] for factor in told["second_factors"]] == ["totp"]
    assert len(told["sessions"]) == 1


def test_the_manifest_describes_every_file(alice: User, jobs: Jobs) -> None:
    with as_user(alice):
        make.asset(alice, name="Account")
    export = written(alice, jobs)
    files = unpacked(export)
    manifest = json.loads(files.pop("manifest.json"))
    assert (manifest["format"], manifest["version"]) == ("numoraq.everything", 1)
    assert manifest["made_at"].endswith("+00:00")
    assert manifest["files"].keys() == files.keys()
    for path, content in files.items():
        told = manifest["files"][path]
        assert told["sha256"] == hashlib.sha256(content).hexdigest(), path
        assert told["bytes"] == len(content), path
    assert manifest["counts"]["finance/entries.json"] == 1
    assert manifest["counts"]["finance/valuations.json"] == 1
    with default_storage.open(export.file_key) as stream:
        content = stream.read()
    assert (export.size, export.checksum) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_mail_leads_to_the_page_and_not_to_the_file(alice: User, jobs: Jobs) -> None:
    export = written(alice, jobs)
    assert export.status == Status.READY
    assert export.expires_at
    assert export.ready_at
    assert export.expires_at - export.ready_at == timedelta(hours=24)
    [sent] = mail.outbox
    assert sent.to == [alice.email]
    assert "/settings/data/everything/" in sent.body
    assert export.file_key not in str(sent.message())
    assert str(export.pk) not in str(sent.message())


def test_one_at_a_time_and_three_a_day(alice: User, bob: User, jobs: Jobs) -> None:
    now = timezone.now()
    exports.ask(user=alice, at=now)
    with pytest.raises(ExportUnderWay):
        exports.ask(user=alice, at=now)
    exports.ask(user=bob, at=now)
    for _again in range(2):
        jobs.run()
        exports.ask(user=alice, at=now)
    jobs.run()
    with pytest.raises(ExportLimit):
        exports.ask(user=alice, at=now + timedelta(hours=23))
    exports.ask(user=alice, at=now + timedelta(hours=25))


def test_the_database_allows_no_second_one(alice: User) -> None:
    exports.ask(user=alice, at=timezone.now())
    with as_login_role(), pytest.raises(IntegrityError):
        Export.objects.create(user=alice, asked_at=timezone.now())


def test_a_person_reads_their_rows_and_writes_none(alice: User, bob: User, jobs: Jobs) -> None:
    export = written(alice, jobs)
    with as_user(bob):
        assert not Export.objects.exists()
    with as_user(alice):
        assert Export.objects.count() == 1
        for act in (
            lambda: Export.objects.update(file_key="imports/of-somebody"),
            lambda: Export.objects.create(user=alice, asked_at=timezone.now()),
            lambda: Export.objects.filter(pk=export.pk)._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_a_second_job_writes_nothing(alice: User, jobs: Jobs, folder: Path) -> None:
    export = written(alice, jobs)
    before = stored(export).file_key
    with worker_login():
        tasks.write_export(export_id=str(export.pk), user_id=str(alice.pk))
    assert stored(export).file_key == before
    assert len(list(folder.iterdir())) == 1
    assert len(mail.outbox) == 1


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Return a function that has an app fail to say what it holds, after some bytes."""

    def fail_by(error: Exception) -> None:
        def pieces(_user: User) -> Any:
            yield rows("first.json", [{"a": 1}])
            raise error

        monkeypatch.setitem(registry._writers, "zz", pieces)

    return fail_by


@pytest.mark.parametrize("error", [OSError("disk"), OperationalError("gone")])
def test_what_passes_is_tried_again(
    alice: User, jobs: Jobs, folder: Path, broken: Callable[[Exception], None], error: Exception
) -> None:  # fmt: skip
    broken(error)
    made = exports.ask(user=alice, at=timezone.now())
    with pytest.raises(type(error)):
        jobs.run()
    assert stored(made).status == Status.RUNNING
    assert not folder.exists()
    registry._writers.pop("zz")
    change(made, updated_at=timezone.now() - timedelta(minutes=11))
    with worker_login():
        assert tasks.resume_exports() == 1
    assert jobs.named("accounts.write_export")


def test_a_mistake_of_ours_is_noted_and_the_person_may_ask_again(
    alice: User, jobs: Jobs, broken: Callable[[Exception], None]
) -> None:
    broken(ZeroDivisionError("alice@example.org owes"))
    made = exports.ask(user=alice, at=timezone.now())
    with pytest.raises(ZeroDivisionError):
        jobs.run()
    found = stored(made)
    assert (found.status, found.error) == (Status.FAILED, "ZeroDivisionError")
    exports.ask(user=alice, at=timezone.now())


def test_a_worker_that_dies_leaves_a_row_that_is_taken_up_again(
    alice: User, jobs: Jobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the file and the commit: the row still waits, the file is an orphan."""
    made = exports.ask(user=alice, at=timezone.now())
    with monkeypatch.context() as dying:
        dying.setattr("accounts.leaving.files.drop", lambda _key: None)
        dying.setattr("accounts.leaving.exports.mailing.post", lambda **_: 1 / 0)
        dying.setattr("accounts.leaving.exports.fail", lambda **_: None)
        with pytest.raises(ZeroDivisionError):
            jobs.run()
    keep = {path.name for path in folder.iterdir()}
    assert len(keep) == 1
    assert stored(made).status == Status.RUNNING
    with worker_login():
        tasks.write_export(export_id=str(made.pk), user_id=str(alice.pk))
    assert stored(made).status == Status.READY
    assert len(list(folder.iterdir())) == 2


def test_nobody_is_written_for_who_is_gone(alice: User, jobs: Jobs) -> None:
    with worker_login():
        tasks.write_export(export_id=str(uuid4()), user_id=str(uuid4()))
        tasks.write_export(export_id=str(uuid4()), user_id=str(alice.pk))
    assert mail.outbox == []


def test_another_persons_archive_is_not_written_as_oneself(
    alice: User, bob: User, jobs: Jobs
) -> None:
    made = exports.ask(user=alice, at=timezone.now())
    with worker_login():
        tasks.write_export(export_id=str(made.pk), user_id=str(bob.pk))
    assert stored(made).status == Status.WAITING


def test_numbers_and_moments_are_text() -> None:
    [text] = rows("x", [{"at": timezone.now(), "id": uuid4()}]).pieces
    assert json.loads(text)[0]["at"].endswith("+00:00")
    assert plain(make.DAY) == make.DAY.isoformat()
    with pytest.raises(TypeError):
        plain(io.BytesIO())
    empty = rows("x", [])
    assert json.loads(b"".join(empty.pieces)) == []
    assert empty.count() == 0


def test_service_sees_the_rows_of_all(alice: User, jobs: Jobs) -> None:
    written(alice, jobs)
    with worker_login(), as_service():
        assert Export.objects.count() == 1
