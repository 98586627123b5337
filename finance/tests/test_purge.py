"""Removing for good what was deleted, while people go on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.models import User
from conftest import make_person
from finance.models import Entry
from finance.services import entries, locks
from finance.tests import make
from finance.tests.make import TODAY
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def deleted(user: User, name: str) -> Entry:
    """Return an asset that was deleted long ago."""
    with as_user(user):
        entry = make.asset(user, 100, name=name)
        entries.delete(user=user, entry_id=entry.pk, at=NOW - timedelta(days=40))
    return entry


def purge() -> int:
    """Run the job, as the worker does."""
    with worker_login(), as_service():
        return entries.purge(before=NOW - timedelta(days=30))


def in_a_thread(act: Callable[[], Any]) -> tuple[Thread, list[Any]]:
    """Start something on connections of its own; what it returns or raises is in the list."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(act())
        except Exception as error:  # noqa: BLE001 the test looks at it
            outcome.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread, outcome


def test_what_is_brought_back_in_that_moment_stays() -> None:
    user = make_person("alice")
    entry = deleted(user, "Fund")
    with as_user(user), transaction.atomic():
        locks.hold(user=user)
        thread, outcome = in_a_thread(purge)
        thread.join(1)
        assert thread.is_alive()  # it waits for the person's lock
        entries.restore(user=user, entry_id=entry.pk, today=TODAY)
    thread.join(20)
    assert outcome == [1]
    with as_user(user):
        assert Entry.objects.get(pk=entry.pk).deleted_at is None


def test_a_person_and_the_job_do_not_wait_for_each_other() -> None:
    user = make_person("alice")
    rows = [deleted(user, f"Fund {n}") for n in range(5)]
    begun = Event()

    def bring_back() -> int:
        with as_user(user), transaction.atomic():
            locks.hold(user=user)
            begun.set()
            for entry in rows[:2]:
                entries.restore(user=user, entry_id=entry.pk, today=TODAY)
        return 2

    thread, outcome = in_a_thread(bring_back)
    begun.wait(10)
    assert purge() >= 3
    thread.join(20)
    assert outcome == [2]
    with as_user(user):
        assert Entry.objects.count() == 2


def test_page_after_page_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "PURGE_PAGE", 2)
    alice, bob = make_person("alice"), make_person("bob")
    for user in (alice, bob, alice):
        deleted(user, "Fund")
    with as_user(bob):
        kept = make.asset(bob, 5, name="Kept")
    assert purge() == 3
    assert purge() == 0
    with as_user(bob):
        assert [entry.pk for entry in Entry.objects.all()] == [kept.pk]
