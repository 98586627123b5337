"""Ten factors a person, whatever their kinds, and however many are added in the same moment."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import Challenge, Factor, User
from accounts.services import challenges, enrolment, room
from accounts.tests.sending import MAILBOX, NUMBER, give_phone, texted, wrong
from conftest import make_person
from numoraq.rls.identity import as_login_role
from numoraq.tests.jobs import Jobs


def give_keys(user: User, count: int) -> None:
    """Give a person passkeys, as many as are asked for."""
    with as_login_role():
        for number in range(count):
            Factor.objects.create(user=user, type="webauthn", name=f"Key {number}")


def begin(user: User, kind: Factor.Type, address: str) -> Challenge:
    """Begin to add a phone or a mailbox."""
    at = timezone.now()
    return enrolment.begin(user=user, kind=kind, address=address, name=kind.value, at=at)


def add_phone(user: User) -> None:
    begin(user, Factor.Type.PHONE, NUMBER)


def add_mailbox(user: User) -> None:
    begin(user, Factor.Type.EMAIL, MAILBOX)


def add_passkey(user: User) -> None:
    with as_login_role(), transaction.atomic():
        room.make(user=user, at=timezone.now())
        Factor.objects.create(user=user, type="webauthn", name="The new one")


ADDING = [add_phone, add_mailbox, add_passkey]


@pytest.mark.django_db
@pytest.mark.parametrize("add", ADDING)
def test_every_kind_is_counted_alike(alice: User, add: Callable[[User], None]) -> None:
    give_phone(alice, "+351910000000", "Old phone")
    give_keys(alice, room.MOST - 1)
    with as_login_role():
        Factor.objects.create(user=alice, type="recovery_codes", name="Codes")
    with pytest.raises(room.NoRoom):
        add(alice)
    with as_login_role():
        Factor.objects.filter(name="Key 0").delete()
    add(alice)


@pytest.mark.django_db
def test_one_that_waits_for_its_code_has_its_place_for_so_long(alice: User) -> None:
    give_keys(alice, room.MOST - 1)
    add_phone(alice)
    with pytest.raises(room.NoRoom):
        add_passkey(alice)
    at = timezone.now() + room.UNPROVEN_FOR
    room.make(user=alice, at=at)
    with pytest.raises(room.NoRoom):
        room.make(user=alice, at=at - timedelta(seconds=5))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rivals", [ADDING, [add_passkey] * 3, [add_phone, add_passkey] * 2])
def test_the_tenth_place_goes_to_one_of_many_at_once(
    jobs: Jobs, rivals: list[Callable[[User], None]]
) -> None:
    alice = make_person("alice")
    give_keys(alice, room.MOST - 1)
    start, refused = Barrier(len(rivals)), []

    def run(add: Callable[[User], None]) -> None:
        start.wait()
        try:
            add(alice)
        except (room.NoRoom, challenges.CooldownPending) as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[add]) for add in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == len(rivals) - 1
    with as_login_role():
        assert Factor.objects.filter(user=alice).count() == room.MOST


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_a_code_is_not_spent_without_adding_its_factor(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = make_person("alice")
    challenge = begin(alice, Factor.Type.PHONE, NUMBER)
    jobs.run()
    stock = Factor.save

    def killed(self: Factor, *args: Any, **kwargs: Any) -> None:
        if "confirmed" in kwargs.get("update_fields", ()):
            raise KeyboardInterrupt
        stock(self, *args, **kwargs)

    given: Any = {"user": alice, "challenge_id": challenge.pk, "code": texted()}
    monkeypatch.setattr(Factor, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        enrolment.confirm(**given, at=timezone.now())
    monkeypatch.setattr(Factor, "save", stock)
    with as_login_role():
        challenge.refresh_from_db()
        assert challenge.verified_at is None
        assert not Factor.objects.get().confirmed
    assert enrolment.confirm(**given, at=timezone.now()).confirmed


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_a_wrong_code_is_counted_all_the_same(jobs: Jobs) -> None:
    alice = make_person("alice")
    challenge = begin(alice, Factor.Type.PHONE, NUMBER)
    jobs.run()
    with pytest.raises(challenges.WrongCode):
        enrolment.confirm(
            user=alice, challenge_id=challenge.pk, code=wrong(texted()), at=timezone.now()
        )
    with as_login_role():
        challenge.refresh_from_db()
        assert (challenge.attempts, challenge.verified_at) == (1, None)
