"""Jobs asked for while the broker is away: kept, sent later, and written by nobody but the app."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import celery
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.tests.conftest import Browser, code_for
from conftest import make_person
from numoraq.lib import jobs as door
from numoraq.ops import outbox, tasks
from numoraq.ops.models import UnsentJob
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])
JOB = "ops.heartbeat"


@contextmanager
def broker_away() -> Iterator[None]:
    """Have nothing sent for a while."""

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("connection refused")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(celery.current_app, "send_task", refuse)
        yield


def flush() -> int:
    """Run the job that sends what waits, on the worker's login."""
    with worker_login():
        return int(tasks.flush_outbox())


def kept() -> list[UnsentJob]:
    """Return what waits."""
    with worker_login(), as_service():
        return list(UnsentJob.objects.order_by("created_at"))


def test_somebody_signs_up_while_the_broker_is_away(jobs: Jobs) -> None:
    browser = Browser()
    browser.jobs = jobs
    form = {"email": "carol@example.org", "password1": "correct horse battery"}
    with broker_away():
        answer = browser.post("/accounts/signup/", form)
    assert answer.status_code == 302
    assert User.objects.filter(email="carol@example.org").exists()
    assert flush() == 1
    jobs.run()
    code = {"action": "verify", "code": code_for("carol@example.org")}
    browser.post("/accounts/confirm-email/", code)
    assert browser.is_signed_in()
    assert kept() == []


def test_a_job_is_kept_whoever_asks_for_it(jobs: Jobs) -> None:
    alice, dana = make_person("alice"), make_person("dana")
    identities: list[AbstractContextManager[None]] = [
        as_user(alice),
        as_staff(dana),
        as_login_role(),
    ]
    for identity in identities:
        with broker_away(), identity, transaction.atomic():
            door.enqueue(JOB)
    assert flush() == 3
    assert jobs.named(JOB) == [{}, {}, {}]


def test_a_job_costs_no_statement_while_the_broker_is_there(jobs: Jobs) -> None:
    with transaction.atomic():
        door.enqueue(JOB)
    assert jobs.named(JOB) == [{}]
    assert kept() == []


def test_jobs_are_sent_in_order_and_stay_when_the_broker_goes_again(jobs: Jobs) -> None:
    with broker_away():
        for name in ("accounts.sweep_demo", JOB):
            door.enqueue(name)
        assert flush() == 0
    assert len(kept()) == 2
    assert flush() == 2
    assert [name for name, _kwargs in jobs.waiting] == ["accounts.sweep_demo", JOB]
    assert flush() == 0


def test_more_than_a_batch_is_sent_too(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    with broker_away():
        for _ in range(5):
            door.enqueue(JOB)
    assert flush() == 5
    assert len(jobs.waiting) == 5


def test_what_was_to_wait_waits_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[float | None] = []

    def send(_name: str, *, kwargs: dict[str, Any], countdown: float | None) -> None:
        sent.append(countdown)

    for countdown in (90, 10, None):
        outbox.keep(door.Job(JOB, {}, countdown))
    monkeypatch.setattr(celery.current_app, "send_task", send)
    with worker_login(), as_service():
        assert outbox.flush(at=timezone.now() + timedelta(seconds=30)) == 3
    assert sent[0] == pytest.approx(60, abs=5)
    assert sent[1:] == [0.0, None]


def test_a_person_reads_no_job_and_their_own_sql_sends_none(
    jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    alice = make_person("alice")
    forged = json.dumps({"task": JOB, "kwargs": {}, "countdown": None})
    with as_user(alice), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_outbox (id, sealed, created_at)"
            " VALUES (gen_random_uuid(), %s, now())",
            [forged],
        )
        for statement in ("SELECT sealed FROM jobs_outbox", "DELETE FROM jobs_outbox"):
            with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
                cursor.execute(statement)
    assert flush() == 1
    assert jobs.waiting == []
    assert "was not written by this app" in caplog.text


def test_secrets_of_a_job_are_sealed() -> None:
    outbox.keep(door.Job("accounts.send_mail", {"values": {"code": "BCDF-GHJK"}}))
    with worker_login(), as_service(), connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM jobs_outbox")
        ((sealed,),) = cursor.fetchall()
    assert "BCDF" not in sealed
    assert "send_mail" not in sealed


def test_with_the_database_away_too_the_loss_is_logged_without_arguments(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_job: door.Job) -> None:
        raise DatabaseError

    monkeypatch.setattr(door, "_keepers", [fail])
    with broker_away():
        door.enqueue("accounts.send_mail", message="x", values={"code": "BCDF-GHJK"})
    assert "job accounts.send_mail is lost" in caplog.text
    assert "BCDF" not in caplog.text


def test_a_broker_that_is_not_there_is_noticed() -> None:
    app = celery.Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.task_publish_retry = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(celery.current_app, "send_task", app.send_task)
        assert not door.send(door.Job(JOB, {}))
