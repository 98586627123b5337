"""Accounts as staff and jobs see them: made, locked out, swept, deleted."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import tasks
from accounts.models import AuthSession, Profile, User
from accounts.services import people
from cms import selectors
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import staff_of
from conftest import PASSWORD, ClientFor, make_person
from numoraq.rls.identity import as_service, as_staff, as_user
from numoraq.rls.logins import worker_login

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
AS_WORKER = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


def test_a_person_is_made_whole(db: None) -> None:
    user = people.create(
        email=" Carol@Example.org ", password=PASSWORD, at=AT, is_verified=True, currency="CHF"
    )
    assert (user.email, user.created_at, user.password_changed_at) == ("carol@example.org", AT, AT)
    assert user.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (user.email, True, True)
    with as_user(user):
        assert Profile.objects.get().default_currency == "CHF"


def test_people_are_found_by_their_address_whatever_its_case(alice: User) -> None:
    assert User.objects.get_by_natural_key("ALICE@Example.org") == alice
    assert str(alice) == "alice@example.org"


def test_without_a_password_none_works(db: None) -> None:
    user = people.create(email="carol@example.org", password=None, at=AT)
    assert not user.has_usable_password()
    assert user.password_changed_at is None


def test_somebody_made_by_half_is_not_made(alice: User) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        people.create(email=alice.email, password=PASSWORD, at=AT)
    assert User.objects.count() == 1


def test_locking_out_and_letting_in_are_recorded(alice: User, dana: User) -> None:
    with as_staff(dana):
        people.deactivate(person=alice, actor=dana, reason="stolen")
        people.deactivate(person=alice, actor=dana, reason="twice changes nothing")
        people.reactivate(person=alice, actor=dana, reason="found")
        entries = AuditEntry.objects.order_by("seq").values_list(
            "action", "admin_user_id", "target_user_id", "details"
        )
        assert list(entries) == [
            (
                "person.deactivated",
                dana.pk,
                alice.pk,
                {"reason": "stolen", "before": {"is_active": True}, "after": {"is_active": False}},
            ),
            (
                "person.reactivated",
                dana.pk,
                alice.pk,
                {"reason": "found", "before": {"is_active": False}, "after": {"is_active": True}},
            ),
        ]


def test_people_cannot_lock_out_anybody(alice: User, bob: User) -> None:
    with as_user(alice), pytest.raises(DatabaseError), transaction.atomic():
        people.deactivate(person=bob, actor=alice, reason="envy")


def test_nobody_locks_themselves_out(dana: User) -> None:
    with as_staff(dana), pytest.raises(ValidationError):
        people.deactivate(person=dana, actor=dana, reason="tired")


def test_only_administrators_lock_out_staff(alice: User, dana: User) -> None:
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_staff=True)
    alice.refresh_from_db()
    with as_staff(alice), pytest.raises(ValidationError):
        people.deactivate(person=dana, actor=alice, reason="coup")
    with as_staff(dana):
        people.deactivate(person=alice, actor=dana, reason="left")
    alice.refresh_from_db()
    assert not alice.is_active


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_lock_each_other_out(dana: User) -> None:
    erin, start = staff_of(Role.ADMINISTRATOR), Barrier(2)

    def lock_out(*keys: UUID) -> None:
        try:
            actor, person = (User.objects.get(pk=key) for key in keys)
            start.wait()
            with as_staff(actor), suppress(ValidationError):
                people.deactivate(person=person, actor=actor, reason="rivalry")
        finally:
            connection.close()

    pairs = ((dana.pk, erin.pk), (erin.pk, dana.pk))
    threads = [Thread(target=lock_out, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert selectors.administrators().count() == 1


@AS_WORKER
def test_deleting_a_person_leaves_nothing_of_theirs(client_for: ClientFor) -> None:
    alice, bob = make_person("alice"), make_person("bob")
    client = client_for(alice)
    with worker_login(), as_service():
        people.delete(user=User.objects.get(pk=alice.pk))
    assert [user.pk for user in User.objects.all()] == [bob.pk]
    assert not EmailAddress.objects.filter(email=alice.email).exists()
    with worker_login(), as_service():
        assert [profile.pk for profile in Profile.objects.all()] == [bob.pk]
    assert client.get("/settings/").status_code == 302


@AS_WORKER
def test_sign_ups_nobody_verified_for_a_week_are_swept() -> None:
    now = timezone.now()
    old, young = now - timedelta(days=8), now - timedelta(days=6)
    stale = people.create(email="stale@example.org", password=PASSWORD, at=old)
    kept = [
        people.create(email="young@example.org", password=PASSWORD, at=young),
        people.create(email="proven@example.org", password=PASSWORD, at=old, is_verified=True),
        people.create(email="was-here@example.org", password=PASSWORD, at=old),
        User.objects.create_user("no-address@example.org", created_at=old),
    ]
    User.objects.filter(pk=kept[2].pk).update(last_login=old)
    with worker_login():
        assert tasks.sweep_unverified() == 1
    assert not User.objects.filter(pk=stale.pk).exists()
    assert User.objects.filter(pk__in=[user.pk for user in kept]).count() == 4


@AS_WORKER
def test_sessions_nobody_uses_are_swept(client_for: ClientFor) -> None:
    alice, bob = make_person("alice"), make_person("bob")
    client_for(alice)
    client_for(bob)
    forgotten = AuthSession.objects.filter(user=alice)
    forgotten.update(refreshed_at=timezone.now() - timedelta(days=31))
    with worker_login():
        assert tasks.sweep_sessions() == 1
    assert [session.user_id for session in AuthSession.objects.all()] == [bob.pk]


@AS_WORKER
def test_sessions_that_have_ended_are_swept(client_for: ClientFor) -> None:
    key = client_for(make_person("alice")).session.session_key
    Session.objects.create(
        session_key="ended", session_data="", expire_date=timezone.now() - timedelta(minutes=1)
    )
    with worker_login():
        assert tasks.sweep_sessions() == 1
    assert [session.session_key for session in Session.objects.all()] == [key]
