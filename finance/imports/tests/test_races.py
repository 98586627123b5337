"""Two at once, with real threads and transactions."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.models import User
from finance.imports import progress, staging
from finance.imports.errors import ImportBusy, ImportElsewhere
from finance.imports.services import applying, undoing
from finance.imports.tests import banks
from finance.imports.tests.bring import AT, TODAY, check
from finance.models import Entry, Import
from finance.services import valuations
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Date,Payee,Amount\n" + "".join(f"2026-11-{n:02},A{n},-{n}\n" for n in range(1, 21))
SECONDS = 30  # nothing waits that long unless it is stuck


def checked(user: User) -> Import:
    """Return a checked import of a person."""
    with as_user(user):
        return check(user, TEXT)


def entries(user: User) -> int:
    """Return how many entries a person has."""
    with as_user(user):
        return Entry.objects.count()


def together(user: User, *works: Callable[[], Any]) -> list[Any]:
    """Do several things at the same time as a person; return what came of each."""
    start = threading.Barrier(len(works))

    def do(work: Callable[[], Any]) -> Any:
        try:
            with as_user(user):
                start.wait(SECONDS)
                return work()
        except (ImportBusy, ImportElsewhere) as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(SECONDS) for done in [pool.submit(do, work) for work in works]]


def test_two_clicks_write_once(alice: User) -> None:
    found = checked(alice)
    results = together(
        alice, *[lambda: applying.start(user=alice, import_id=found.pk, at=AT).status] * 4
    )
    assert set(results) == {Import.Status.APPLIED}
    assert entries(alice) == 20


def test_two_jobs_write_once(alice: User) -> None:
    found = checked(alice)
    with as_user(alice):
        applying.prepare(user=alice, import_id=found.pk)
    results = together(
        alice, *[lambda: applying.run(user=alice, import_id=found.pk, at=AT).status] * 4
    )
    assert Import.Status.APPLIED in results
    assert set(results) <= {Import.Status.APPLIED, ImportBusy}
    assert entries(alice) == 20


@pytest.mark.parametrize("ask", [applying.run, applying.start], ids=["job", "click"])
def test_neither_a_second_job_nor_a_click_waits_for_the_first_job(
    alice: User, monkeypatch: pytest.MonkeyPatch, ask: Callable[..., Import]
) -> None:
    found = checked(alice)
    with as_user(alice):
        applying.prepare(user=alice, import_id=found.pk)
    add, is_writing, may_go_on = staging.Staging.add_entries, threading.Event(), threading.Event()

    def slowly(self: staging.Staging, *, liquid: list[str]) -> int:
        is_writing.set()
        assert may_go_on.wait(SECONDS)
        return add(self, liquid=liquid)

    def second() -> object:
        assert is_writing.wait(SECONDS)
        try:
            return ask(user=alice, import_id=found.pk, at=AT)
        finally:
            may_go_on.set()

    monkeypatch.setattr(staging.Staging, "add_entries", slowly)
    first = lambda: applying.run(user=alice, import_id=found.pk, at=AT).status  # noqa: E731
    assert together(alice, first, second) == [Import.Status.APPLIED, ImportBusy]
    assert entries(alice) == 20


def test_a_job_waits_for_a_click_that_holds_the_import(alice: User) -> None:
    found = checked(alice)
    with as_user(alice):
        applying.prepare(user=alice, import_id=found.pk)
    is_held, is_waiting = threading.Event(), threading.Event()

    def click() -> bool:
        with transaction.atomic():
            _found, is_new = applying.prepare(user=alice, import_id=found.pk)
            is_held.set()
            is_waiting.wait(0.2)
        return is_new

    def job() -> str:
        assert is_held.wait(SECONDS)
        return applying.run(user=alice, import_id=found.pk, at=AT).status

    assert together(alice, click, job) == [False, Import.Status.APPLIED]
    assert entries(alice) == 20


def test_progress_is_seen_before_the_rows_are(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "BATCH", 5)
    found = checked(alice)
    with as_user(alice):
        applying.prepare(user=alice, import_id=found.pk)
    add, calls = staging.Staging.add_entries, threading.Semaphore(0)
    may_end = threading.Event()

    def slowly(self: staging.Staging, *, liquid: list[str]) -> int:
        done = add(self, liquid=liquid)
        calls.release()
        if progress.done(found.pk) == 10:
            assert may_end.wait(SECONDS)
        return done

    def look() -> tuple[int | None, int]:
        for _batch in range(3):
            assert calls.acquire(timeout=SECONDS)
        try:
            return progress.done(found.pk), Entry.objects.count()
        finally:
            may_end.set()

    monkeypatch.setattr(staging.Staging, "add_entries", slowly)
    job = lambda: applying.run(user=alice, import_id=found.pk, at=AT).rows_done  # noqa: E731
    assert together(alice, job, look) == [20, (10, 0)]


def test_undoing_and_applying_do_not_mix(alice: User) -> None:
    found = checked(alice)
    with as_user(alice):
        applying.start(user=alice, import_id=found.pk, at=AT)
    together(
        alice,
        lambda: undoing.start(user=alice, import_id=found.pk),
        lambda: applying.start(user=alice, import_id=found.pk, at=AT),
        lambda: undoing.start(user=alice, import_id=found.pk),
    )
    assert entries(alice) == 0
    with as_user(alice):
        found.refresh_from_db()
    assert found.status == Import.Status.UNDONE


def test_a_balance_with_a_new_value_was_changed(alice: User) -> None:
    with as_user(alice):
        found = check(alice, banks.read("things.csv"))
        found = applying.start(user=alice, import_id=found.pk, at=AT)
        flat = Entry.objects.get(name="Flat by the river")
        assert not undoing.edited(found).exists()
        value = Decimal(300_000)
        valuations.put(user=alice, entry_id=flat.pk, on=TODAY, amount=value, today=TODAY)
        undoing.start(user=alice, import_id=found.pk)
        assert list(Entry.objects.all()) == [flat]


def test_a_failed_transaction_leaves_the_files_where_they_are(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(alice)
    monkeypatch.setattr(staging.Staging, "clear", lambda _self: 1 / 0)
    with as_user(alice):
        with pytest.raises(ZeroDivisionError):
            applying.start(user=alice, import_id=found.pk, at=AT)
        monkeypatch.undo()
        found.refresh_from_db()
        assert found.status == Import.Status.CHECKED
        assert applying.start(user=alice, import_id=found.pk, at=AT).rows_done == 20
