"""Sweeping while somebody is at work, with real threads and transactions."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import User
from finance.imports import tasks
from finance.imports.parsing.mapping import Mapping
from finance.imports.services import checks, holding, sweeping
from finance.imports.tests.bring import check
from finance.models import Import
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])
TEXT = "Date,Payee,Amount\n2026-11-22,A,-1.50\n"
SECONDS = 30  # nothing waits that long unless it is stuck


@pytest.fixture
def old(alice: User) -> Import:
    """Return an import that nobody touched for two weeks."""
    with as_user(alice):
        found = check(alice, TEXT)
        then = timezone.now() - timedelta(days=15)
        Import.objects.filter(pk=found.pk).update(updated_at=then)
    return found


def both(*works: Callable[[], Any]) -> list[Any]:
    """Do two things in threads of their own; return what came of each."""

    def do(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(SECONDS) for done in [pool.submit(do, work) for work in works]]


def sweep() -> int:
    """Drop what is unfinished, as the worker does."""
    with worker_login(), as_service():
        return sweeping.drop_unfinished(at=timezone.now())


def test_an_import_that_goes_on_at_this_moment_is_not_swept(alice: User, old: Import) -> None:
    goes_on, is_swept = threading.Event(), threading.Event()

    def go_on() -> None:
        with as_user(alice), transaction.atomic():
            mapping = Mapping.from_json(old.mapping)
            checks.prepare(user=alice, import_id=old.pk, mapping=mapping)
            goes_on.set()
            is_swept.wait(1)  # a sweep that waits for the row is let go on then

    def sweep_meanwhile() -> int:
        assert goes_on.wait(SECONDS)
        try:
            return sweep()
        finally:
            is_swept.set()

    assert both(go_on, sweep_meanwhile) == [None, 0]
    with as_user(alice):
        assert Import.objects.get().status == Import.Status.CHECKING
    assert sweep() == 0


def test_a_job_at_work_is_not_sent_again(alice: User, old: Import) -> None:
    is_at_work, is_over = threading.Event(), threading.Event()
    with as_user(alice):
        Import.objects.filter(pk=old.pk).update(status=Import.Status.CHECKING)

    def work() -> None:
        with as_user(alice), transaction.atomic():
            holding.wait_for(user=alice, import_id=old.pk)
            is_at_work.set()
            assert is_over.wait(SECONDS)

    def resume() -> int:
        assert is_at_work.wait(SECONDS)
        try:
            with worker_login():
                return int(tasks.resume_imports())
        finally:
            is_over.set()

    assert both(work, resume) == [None, 0]


def test_two_sweeps_drop_once(alice: User, old: Import) -> None:
    assert sum(both(sweep, sweep)) == 1
    with as_user(alice):
        assert not Import.objects.exists()
