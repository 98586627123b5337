"""Two of staff take back points of the same people, in opposite order: neither is thrown out."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from celery import current_app
from django.db import connection, transaction
from django.test import RequestFactory

from accounts.models import User
from cms import audit
from cms.site import site
from conftest import make_person
from gamification.models import LedgerEntry
from gamification.services import points
from gamification.tests.conftest import load_rewards
from gamification.tests.test_points import balance, give
from gamification.tests.test_staff_at_once import apart
from numoraq.rls.identity import as_staff, as_user

_WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


def wait_for(waiters: int) -> None:
    """Return once so many wait for a lock."""
    for _time in range(200):
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= waiters:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("too few wait")


def crossing(people: list[User]) -> list[list[Any]]:
    """Return two batches of entries, each of both people, whose keys put one or the other first."""
    keys: dict[str, list[Any]] = {}
    for person in people:
        for number in range(12):
            give(person, 5, key=f"{person.email}:{number}")
        with as_user(person):
            keys[person.email] = sorted(LedgerEntry.objects.values_list("pk", flat=True))
    one, other = keys.values()
    return [[one[0], other[-1]], [other[0], one[-1]]]


def take_back(actor: User, entries: list[Any]) -> None:
    """Run the action of the list on entries, whoever they are of."""
    request = RequestFactory().post("/", {"reason": "Wrong"})
    request.user = actor
    ledger: Any = site.get_model_admin(LedgerEntry)
    with as_staff(actor):
        ledger.take_back(request, LedgerEntry.objects.filter(pk__in=entries))


@pytest.mark.django_db(transaction=True)
def test_batches_that_overlap_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    current_app.loader.import_default_modules()
    dana, people = load_rewards(), [make_person("alice"), make_person("bob")]
    batches = crossing(people)
    monkeypatch.setattr(type(site.get_model_admin(LedgerEntry)), "message_user", lambda *_: None)
    with ThreadPoolExecutor(2) as pool:
        with as_staff(dana), transaction.atomic():
            audit.record(action="points.looked_at", actor=dana)  # both have to wait here
            waiting = [
                pool.submit(apart(lambda batch=batch: take_back(dana, batch))) for batch in batches
            ]
            wait_for(2)
        for one in waiting:
            one.result(timeout=30)
    for person in people:
        assert balance(person).total_points == 12 * 5 - 2 * 5
        with as_user(person):
            assert points.sum_of(person_id=person.pk) == 50
