"""Codes and links that work once: kept as hashes, the newest of a kind alone, spent by one."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts import tasks
from accounts.models import EmailChange, OneTimeToken, User
from accounts.services import email_changes, one_time, people
from accounts.services.one_time import Kind, digest, digest_of_code
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login

AS_WORKER = pytest.mark.django_db(transaction=True, databases=["default", "worker"])
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
KEY = "a-key-nobody-guesses"


def issue(user: User, kind: Kind = Kind.MAGICLINK, key: str = KEY, at: datetime = NOW) -> None:
    """Store the hash of a key."""
    one_time.issue(user=user, kind=kind, token_hash=digest(key), address=user.email, at=at)


def works(kind: Kind = Kind.MAGICLINK, key: str = KEY, at: datetime = NOW) -> bool:
    """Return whether a key works, without spending it."""
    return one_time.find(kind=kind, token_hash=digest(key), at=at) is not None


def test_what_is_kept_is_a_hash(alice: User) -> None:
    issue(alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM auth_one_time_tokens")
        (row,) = cursor.fetchall()
    assert KEY not in str(row)
    assert digest(KEY) in row


def test_a_hash_depends_on_the_secret_of_the_installation(settings: Any) -> None:
    before = digest(KEY)
    settings.SECRET_KEY = "another one"
    assert digest(KEY) != before


@pytest.mark.parametrize("typed", ["BCDF-GHJK", "bcdf-ghjk", "bcdfghjk", " BCDF GHJK "])
def test_how_a_code_is_typed_does_not_matter(typed: str) -> None:
    assert digest_of_code(typed) == digest_of_code("BCDF-GHJK")


def test_the_newest_of_a_kind_replaces_the_one_before(alice: User) -> None:
    issue(alice, key="first")
    issue(alice, key="second")
    assert not works(key="first")
    assert works(key="second")
    assert OneTimeToken.objects.filter(user=alice).count() == 1


def test_kinds_and_people_do_not_disturb_each_other(alice: User, bob: User) -> None:
    issue(alice)
    issue(alice, Kind.RECOVERY, "another")
    issue(bob, key="of bob")
    assert works()
    assert works(Kind.RECOVERY, "another")
    assert works(key="of bob")
    assert not works(Kind.RECOVERY, KEY)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_ends_by_itself(alice: User, kind: Kind) -> None:
    issue(alice, kind)
    lifetime = one_time.LIFETIMES[kind]
    assert works(kind, at=NOW + lifetime - timedelta(seconds=1))
    assert not works(kind, at=NOW + lifetime)
    assert one_time.spend_link(kind=kind, key=KEY, at=NOW + lifetime) is None


def test_a_key_is_spent_once(alice: User) -> None:
    issue(alice)
    spent = one_time.spend_link(kind=Kind.MAGICLINK, key=KEY, at=NOW)
    assert spent
    assert spent.user == alice
    assert one_time.spend_link(kind=Kind.MAGICLINK, key=KEY, at=NOW) is None


@pytest.mark.parametrize("wrong", ["bob", "another address", "another kind", "another key"])
def test_a_code_counts_for_its_person_and_its_address(alice: User, bob: User, wrong: str) -> None:
    issue(alice, Kind.CONFIRMATION)
    asked: dict[str, Any] = {
        "user": bob if wrong == "bob" else alice,
        "kind": Kind.RECOVERY if wrong == "another kind" else Kind.CONFIRMATION,
        "token_hash": digest("x") if wrong == "another key" else digest(KEY),
        "address": "x@example.org" if wrong == "another address" else alice.email,
        "at": NOW,
    }
    assert not one_time.is_working(**asked)
    assert not one_time.spend(**asked)
    assert works(Kind.CONFIRMATION)


def test_three_wrong_tries_void_a_code(alice: User) -> None:
    issue(alice, Kind.CONFIRMATION)
    for expected in (True, True, False):
        one_time.count_wrong(user=alice, kind=Kind.CONFIRMATION, token_hash=digest(KEY))
        assert works(Kind.CONFIRMATION) is expected
    issue(alice, Kind.CONFIRMATION, "a new one")
    assert works(Kind.CONFIRMATION, "a new one")


def test_tries_in_a_browser_that_waits_for_an_older_code_void_nothing(alice: User) -> None:
    issue(alice, Kind.CONFIRMATION)
    for _try in range(3):
        one_time.count_wrong(user=alice, kind=Kind.CONFIRMATION, token_hash=digest("older"))
    assert works(Kind.CONFIRMATION)


def test_a_new_password_voids_everything(alice: User, bob: User) -> None:
    issue(alice)
    issue(alice, Kind.RECOVERY, "another")
    issue(bob, key="of bob")
    people.set_password(user=alice, password="another plain sentence", at=NOW)
    assert not OneTimeToken.objects.filter(user=alice).exists()
    assert works(key="of bob")


def test_nobody_reads_or_writes_a_hash(alice: User, dana: User) -> None:
    issue(alice)
    for identity, person in ((as_user, alice), (as_staff, dana)):
        with identity(person), pytest.raises(DatabaseError), transaction.atomic():
            list(OneTimeToken.objects.all())
        with identity(person), pytest.raises(DatabaseError), transaction.atomic():
            OneTimeToken.objects.update(expires_at=NOW + timedelta(days=9))


def test_a_person_sees_their_change_of_address_and_makes_none(alice: User, bob: User) -> None:
    with as_login_role():
        email_changes.request(user=alice, address="new@example.org", at=NOW)
    with as_user(bob):
        assert not EmailChange.objects.exists()
    with as_user(alice):
        assert EmailChange.objects.get().new_address == "new@example.org"
        with pytest.raises(DatabaseError), transaction.atomic():
            EmailChange.objects.update(current_confirmed_at=NOW)


def test_a_key_cannot_be_kept_in_clear(alice: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        one_time.issue(
            user=alice, kind=Kind.RECOVERY, token_hash="in clear", address="a@b.cd", at=NOW
        )


@AS_WORKER
def test_what_is_over_is_swept_and_twice_is_the_same() -> None:
    alice, bob = make_person("alice"), make_person("bob")
    now = timezone.now()
    issue(alice, at=now - timedelta(days=3))
    issue(bob, at=now)
    email_changes.request(user=alice, address="new@example.org", at=now - timedelta(days=3))
    with worker_login(), as_service():
        assert [tasks.sweep_one_time_tokens() for _time in range(2)] == [3, 0]
    assert OneTimeToken.objects.get().user == bob


@AS_WORKER
def test_somebody_who_goes_takes_their_tokens_along() -> None:
    alice = make_person("alice")
    issue(alice)
    email_changes.request(user=alice, address="new@example.org", at=NOW)
    with worker_login(), as_service():
        people.delete(user=User.objects.get(pk=alice.pk))
    assert not OneTimeToken.objects.exists()
    assert not EmailChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_spends_a_link() -> None:
    issue(make_person("alice"))
    spent: list[object] = []
    start = threading.Barrier(4)

    def spend() -> None:
        try:
            start.wait()
            with transaction.atomic():
                spent.append(one_time.spend_link(kind=Kind.MAGICLINK, key=KEY, at=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=spend) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(spent) == 4
    assert sum(found is not None for found in spent) == 1


@pytest.mark.django_db(transaction=True)
def test_links_that_are_made_at_once_leave_one() -> None:
    alice = make_person("alice")
    start = threading.Barrier(4)

    def make(number: int) -> None:
        try:
            start.wait()
            issue(alice, key=f"key {number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(works(key=f"key {number}") for number in range(4)) == 1
