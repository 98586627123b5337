"""Requests, people and jobs at the same entries at once: nothing fails, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import transaction

from accounts.models import User
from accounts.services import people
from conftest import ClientFor, make_person
from finance.models import Entry, Occurrence
from finance.services import locks, occurrences
from finance.tests import make
from finance.tests.entries.editing import history
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.waiting import PATIENCE, alone, until_somebody_waits

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.mark.parametrize("tail", ["", "remove/"])
def test_a_day_removed_meanwhile_is_not_found(client_for: ClientFor, tail: str) -> None:
    alice = make_person("alice")
    client = client_for(alice)
    with as_user(alice):
        rent = make.monthly(alice, 900, date=date(2026, 10, 5))
        found = Occurrence.objects.get(on=date(2026, 10, 5))

    def send() -> int:
        return client.post(
            f"/entries/{rent.pk}/history/{found.pk}/{tail}", {"amount": "5"}
        ).status_code

    with ThreadPoolExecutor(1) as pool, as_user(alice):
        with transaction.atomic():
            occurrences.remove(user=alice, occurrence_id=found.pk)
            status = pool.submit(alone, send)
            until_somebody_waits()
        assert status.result(PATIENCE) == 404
    assert list(history(alice, rent)) == [date(2026, 11, 5)]


def test_a_person_who_is_deleted_while_writing_is_no_deadlock(alice: User) -> None:
    with as_user(alice):
        entry = make.asset(alice)

    def delete() -> None:
        with worker_login(), as_service():
            people.delete(user=User.objects.get(pk=alice.pk))

    with ThreadPoolExecutor(1) as pool, as_user(alice):
        with transaction.atomic():
            locks.hold(user=alice)
            Entry.objects.filter(pk=entry.pk).update(name="Changed")
            done = pool.submit(alone, delete)
            until_somebody_waits()
            make.expense(alice)
        done.result(PATIENCE)
        assert not Entry.objects.exists()
