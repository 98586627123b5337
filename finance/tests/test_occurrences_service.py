"""Occurrences: made once, changed and dropped by hand, made for everybody by the daily job."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import Profile, User
from finance import tasks
from finance.errors import InvalidEntry, OccurrenceNotFound
from finance.models import Entry, Occurrence
from finance.services import due, entries, occurrences, rollups
from finance.tests import make
from finance.tests.make import TODAY
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login

MIDNIGHT_IN_UTC = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.fixture
def rent(alice: User, bob: User) -> Iterator[Entry]:
    """Act as Alice, who pays rent on the first of each month."""
    with as_user(alice):
        yield make.monthly(alice, 500, date=date(2026, 9, 1))


def days() -> list[str]:
    found = Occurrence.objects.order_by("on").values_list("on", flat=True)
    return [day.isoformat() for day in found]


def test_making_them_again_makes_nothing_new(rent: Entry) -> None:
    assert days() == ["2026-09-01", "2026-10-01", "2026-11-01"]
    assert occurrences.materialise(entry=rent, through=TODAY) == 0
    assert occurrences.materialise(entry=rent, through=date(2026, 12, 1)) == 1
    assert occurrences.materialise(entry=rent, through=date(2026, 12, 1)) == 0
    assert days()[-1] == "2026-12-01"


def test_one_that_was_dropped_does_not_come_back(rent: Entry) -> None:
    october = Occurrence.objects.get(on=date(2026, 10, 1))
    occurrences.remove(user=rent.user, occurrence_id=october.pk)
    occurrences.materialise(entry=rent, through=date(2026, 12, 1))
    assert days() == ["2026-09-01", "2026-11-01", "2026-12-01"]


def test_one_can_cost_something_else(rent: Entry) -> None:
    october = Occurrence.objects.get(on=date(2026, 10, 1))
    occurrences.change(user=rent.user, occurrence_id=october.pk, amount=Decimal("510.50"))
    assert Occurrence.objects.get(pk=october.pk).amount == Decimal("510.50")
    with pytest.raises(InvalidEntry, match="amount"):
        occurrences.change(user=rent.user, occurrence_id=october.pk, amount=Decimal(-1))


def test_what_is_not_there_is_not_found(rent: Entry, bob: User) -> None:
    october = Occurrence.objects.get(on=date(2026, 10, 1))
    with pytest.raises(OccurrenceNotFound):
        occurrences.remove(user=rent.user, occurrence_id=uuid4())
    with as_user(bob), pytest.raises(OccurrenceNotFound):
        occurrences.change(user=bob, occurrence_id=october.pk, amount=Decimal(1))
    entries.delete(user=rent.user, entry_id=rent.pk, at=MIDNIGHT_IN_UTC)
    with pytest.raises(OccurrenceNotFound):
        occurrences.remove(user=rent.user, occurrence_id=october.pk)


def test_a_one_off_flow_has_none(alice: User) -> None:
    with as_user(alice):
        assert occurrences.materialise(entry=make.income(alice), through=TODAY) == 0
        assert not Occurrence.objects.exists()


everybody = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def people(alice: User, bob: User) -> dict[str, User]:
    """Give Alice (in Tokyo) and Bob (in Lisbon) recurring flows that are due in December."""
    for person, zone in ((alice, "Asia/Tokyo"), (bob, "Europe/Lisbon")):
        with as_user(person):
            Profile.objects.update(timezone=zone)
            make.monthly(person, 10, date=date(2026, 10, 1))
            make.monthly(person, 5, date=date(2026, 10, 1), recurring_ends_on=date(2026, 11, 15))
            gone = make.monthly(person, 7, date=date(2026, 10, 1))
            entries.delete(user=person, entry_id=gone.pk, at=MIDNIGHT_IN_UTC)
    return {"alice": alice, "bob": bob}


def december(person: User) -> int:
    with as_user(person):
        return Occurrence.objects.filter(on=date(2026, 12, 1)).count()


@everybody
@pytest.mark.parametrize("page", [1, 200])
def test_the_job_makes_what_is_due_where_each_person_is(
    people: dict[str, User], page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "PAGE", page)
    with worker_login(), as_service():
        assert due.materialise_due(at=MIDNIGHT_IN_UTC) == 1
        assert due.materialise_due(at=MIDNIGHT_IN_UTC) == 0
    assert (december(people["alice"]), december(people["bob"])) == (1, 0)
    with worker_login(), as_service():
        assert due.materialise_due(at=datetime(2026, 12, 1, 0, 5, tzinfo=UTC)) == 1
        ids = [person.pk for person in people.values()]
        assert rollups.verify(user_ids=ids, repair=False) == []
    assert (december(people["alice"]), december(people["bob"])) == (1, 1)


@everybody
def test_a_job_that_did_not_run_for_months_makes_up_for_it(people: dict[str, User]) -> None:
    with worker_login(), as_service():
        assert due.materialise_due(at=datetime(2027, 3, 15, tzinfo=UTC)) == 2 * 4
    with as_user(people["bob"]):
        assert set(Entry.objects.filter(amount=10).values_list("next_due_on", flat=True)) == {
            date(2027, 4, 1)
        }


@everybody
def test_a_person_without_a_profile_lives_in_utc(alice: User) -> None:
    with as_user(alice):
        make.monthly(alice, 10, date=date(2026, 10, 1))
        Profile.objects.all().delete()
    with worker_login(), as_service():
        assert due.materialise_due(at=MIDNIGHT_IN_UTC) == 0
        assert due.materialise_due(at=datetime(2026, 12, 1, tzinfo=UTC)) == 1


@everybody
def test_the_scheduled_jobs_run_as_the_service(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 1, 5, tzinfo=UTC))
    with worker_login():
        tasks.materialise_due()
        tasks.purge_deleted()
    assert december(people["alice"]) == 1
    with as_user(people["alice"]):
        assert Entry.objects.count() == 2
