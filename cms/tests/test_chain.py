"""The audit log cannot be changed, and shows it when somebody did so all the same."""

import threading
from collections.abc import Callable

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction

from accounts.models import User
from cms import audit, chain, tasks
from cms.models import AuditEntry
from numoraq.rls.identity import (
    Identity,
    acting_as,
    as_login_role,
    as_service,
    as_staff,
    as_user,
)
from numoraq.rls.logins import worker_login

real = pytest.mark.django_db(transaction=True, databases=["default", "owner", "worker"])

type Tamper = Callable[[str], None]


def _write(dana: User, count: int) -> None:
    with as_staff(dana), transaction.atomic():
        for number in range(count):
            audit.record(action="tier.changed", actor=dana, after={"threshold": number})


def _verdict(dana: User) -> chain.Verdict:
    with as_staff(dana), transaction.atomic():
        return chain.verify()


@pytest.fixture
def tamper() -> Tamper:
    """Return a function that runs SQL with every protection the owner can lift lifted."""

    def run(sql: str) -> None:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            for state in ("DISABLE TRIGGER USER", "NO FORCE ROW LEVEL SECURITY"):
                cursor.execute(f"ALTER TABLE admin_audit_log {state}")
            cursor.execute(sql)
            for trigger in ("admin_audit_log_chain", "admin_audit_log_keep", "begin_chain"):
                cursor.execute(f"ALTER TABLE admin_audit_log ENABLE TRIGGER {trigger}")
            cursor.execute("ALTER TABLE admin_audit_log FORCE ROW LEVEL SECURITY")

    return run


@real
def test_an_untouched_chain_is_whole(dana: User) -> None:
    assert _verdict(dana) == chain.Verdict(0, chain.START)
    _write(dana, 5)
    verdict = _verdict(dana)
    assert verdict.is_whole
    assert verdict.links == 5
    with as_staff(dana):
        assert verdict.head == AuditEntry.objects.get(seq=5).hash


@real
@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE admin_audit_log SET details = '{}' WHERE seq = 3", "entry 3 is changed"),
        ("UPDATE admin_audit_log SET admin_user_id = NULL WHERE seq = 1", "entry 1 is changed"),
        ("UPDATE admin_audit_log SET ip_address = '::1' WHERE seq = 5", "entry 5 is changed"),
        (
            "UPDATE admin_audit_log SET created_at = created_at - interval '1 s' WHERE seq = 2",
            "entry 2 is changed",
        ),
        (
            "UPDATE admin_audit_log SET prev_hash = repeat('1', 64) WHERE seq = 4",
            "entry 4 is not chained to the entry before it",
        ),
        ("DELETE FROM admin_audit_log WHERE seq = 2", "entry 2 is missing"),
        ("DELETE FROM admin_audit_log WHERE seq = 1", "entry 1 is missing"),
        (
            "DELETE FROM admin_audit_log WHERE seq >= 4",
            "entry 4 is missing: the end was cut off",
        ),
        ("DELETE FROM admin_audit_log", "entry 1 is missing: the end was cut off"),
    ],
)
def test_tampering_is_named(dana: User, tamper: Tamper, sql: str, problem: str) -> None:
    _write(dana, 5)
    tamper(sql)
    verdict = _verdict(dana)
    assert not verdict.is_whole
    assert verdict.problem == problem


@real
def test_an_end_written_anew_is_not_the_one_that_was_written(dana: User, tamper: Tamper) -> None:
    _write(dana, 2)
    tamper(
        "UPDATE admin_audit_log SET user_agent = 'made up', hash = encode(sha256(convert_to("
        "prev_hash || jsonb_build_array(seq, id, admin_user_id, action, target_user_id,"
        " target_type, target_id, details, ip_address, 'made up',"
        " extract(epoch FROM created_at))::text, 'UTF8')), 'hex') WHERE seq = 2"
    )
    assert _verdict(dana).problem == "entry 2 is not the one that was written"


@real
def test_long_chains_are_walked_page_by_page(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_PAGE", 4)
    _write(dana, 9)
    assert _verdict(dana).links == 9


@real
def test_concurrent_writers_make_one_chain(dana: User) -> None:
    def write() -> None:
        try:
            for _ in range(15):
                _write(dana, 1)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = _verdict(dana)
    assert (verdict.is_whole, verdict.links) == (True, 90)


@real
def test_a_rolled_back_change_leaves_no_gap(dana: User) -> None:
    _write(dana, 1)
    with as_staff(dana), transaction.atomic():
        audit.record(action="tier.changed", actor=dana)
        transaction.set_rollback(True)
    _write(dana, 1)
    assert _verdict(dana) == chain.Verdict(2, _verdict(dana).head)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE admin_audit_log SET action = 'a.b'",
        "DELETE FROM admin_audit_log",
        "TRUNCATE admin_audit_log",
        "UPDATE app.audit_head SET seq = 0",
        "INSERT INTO app.audit_head DEFAULT VALUES",
    ],
)
def test_no_role_of_the_web_changes_the_log(alice: User, dana: User, sql: str) -> None:
    for identity in (as_login_role(), as_user(alice), as_staff(dana)):
        with (
            identity,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


@pytest.mark.django_db(databases=["default", "worker"])
def test_no_role_of_the_worker_changes_the_log() -> None:
    for role in (as_login_role, as_service):
        for sql in ("UPDATE admin_audit_log SET action = 'a.b'", "DELETE FROM admin_audit_log"):
            with (
                role(),
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(using="worker"),
                connections["worker"].cursor() as cursor,
            ):
                cursor.execute(sql)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE admin_audit_log SET action = 'a.b'",
        "DELETE FROM admin_audit_log",
        "TRUNCATE admin_audit_log",
    ],
)
def test_the_owner_is_refused_too(sql: str) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        # Switched off for the tests' own cleaning; on in every other database.
        cursor.execute("ALTER TABLE admin_audit_log ENABLE TRIGGER admin_audit_log_keep_all")
        with (
            pytest.raises(ProgrammingError, match="append-only"),
            transaction.atomic(using="owner"),
        ):
            cursor.execute(sql)
        cursor.execute("ALTER TABLE admin_audit_log DISABLE TRIGGER admin_audit_log_keep_all")


@pytest.mark.django_db
def test_a_forged_claim_reads_nothing_and_writes_nothing(alice: User, dana: User) -> None:
    with as_staff(dana):
        audit.record(action="tier.changed", actor=dana)
    forged = Identity("nq_staff", str(alice.pk), f"{alice.pk}|99999999999|{'0' * 64}")
    with acting_as(forged):
        assert not AuditEntry.objects.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            audit.record(action="tier.changed", actor=alice)


@real
def test_the_nightly_job_writes_its_verdict_into_the_log(
    dana: User, tamper: Tamper, caplog: pytest.LogCaptureFixture
) -> None:
    _write(dana, 3)
    with worker_login():
        tasks.verify_audit()
    with as_staff(dana):
        entry = AuditEntry.objects.get(seq=4)
    assert (entry.action, entry.admin_user_id) == ("audit.verified", None)
    assert entry.details["after"]["links"] == 3
    tamper("UPDATE admin_audit_log SET action = 'a.b' WHERE seq = 2")
    with worker_login():
        tasks.verify_audit()
    with as_staff(dana):
        entry = AuditEntry.objects.get(seq=5)
    assert (entry.action, entry.details["reason"]) == ("audit.broken", "entry 2 is changed")
    assert "broken after 1 links" in caplog.text


@real
def test_the_command_names_the_first_break(
    dana: User, tamper: Tamper, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(dana, 3)
    call_command("verify_audit")
    assert "whole: 3 links" in capsys.readouterr().out
    tamper("UPDATE admin_audit_log SET action = 'a.b' WHERE seq = 2")
    with pytest.raises(CommandError, match="entry 2 is changed; 1 links before it hold"):
        call_command("verify_audit")
    with pytest.raises(CommandError, match="DATABASE_URL_WORKER"):
        call_command("verify_audit", database="nowhere")


def test_the_walk_is_on_the_schedule() -> None:
    entry = current_app.conf.beat_schedule["verify-audit"]
    assert entry["task"] == "cms.verify_audit"
