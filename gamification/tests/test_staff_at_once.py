"""Staff and people act on the same rows at once: one waits for the other, neither is thrown out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from celery import current_app
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.test import Client

from accounts.models import User
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from conftest import make_person
from gamification.models import LeaderboardMember, LeaderboardRow, LedgerEntry
from gamification.services import board
from gamification.services.holding import hold
from gamification.tests.conftest import at_once, load_rewards
from gamification.tests.test_board import join
from gamification.tests.test_giving_limits import hand
from gamification.tests.test_points import balance, give
from gamification.tests.test_staff import ADD, sent
from numoraq.rls.identity import as_login_role, as_staff, as_user

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS = "/gamification/leaderboardmember/"
_WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def wait_for_a_waiter(*, many: int = 1) -> None:
    """Return once somebody waits for a lock, or so many do."""
    for _time in range(200):
        with connection.cursor() as cursor:
            cursor.execute(_WAITS)
            if cursor.fetchone()[0] >= many:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("nobody waits")


def apart[T](act: Callable[[], T]) -> Callable[[], T]:
    """Return an act that closes its connections, for a thread."""

    def run() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    return run


def take_off(client: Client, member: LeaderboardMember) -> Any:
    """Take somebody off the leaderboard as staff do, who find them by the name."""
    picked = {"action": "remove", "_selected_action": str(member.pk), "reason": "Rude"}
    return client.post(f"{MEMBERS}?q={member.pseudonym}", picked, follow=True)


def removed(dana: User) -> list[Any]:
    """Return who is on the record as taken off."""
    with as_staff(dana):
        found = AuditEntry.objects.filter(action="leaderboard.removed").order_by("seq")
        return [entry.target_user_id for entry in found]


def test_staff_wait_for_who_leaves_and_find_nobody() -> None:
    current_app.loader.import_default_modules()
    dana, alice = load_rewards(), make_person("alice")
    give(alice, 5)
    member, client = join(alice, "rude heron"), cms_of(dana)
    with ThreadPoolExecutor(1) as pool:
        with as_login_role(), transaction.atomic():
            hold(person_id=alice.pk)
            waiting = pool.submit(apart(lambda: take_off(client, member)))
            wait_for_a_waiter()
            assert LeaderboardMember.objects.filter(pk=alice.pk).delete()[0]
        assert waiting.result(timeout=30).status_code == 200
    assert removed(dana) == []
    with as_user(alice):
        assert not LeaderboardRow.objects.exists()


def test_of_staff_and_people_who_take_off_the_same_each_ends_well() -> None:
    dana = load_rewards()
    people = [make_person(f"p{number}") for number in range(6)]
    members = [join(person, f"heron {number}") for number, person in enumerate(people)]
    clients = [cms_of(dana) for _staff in range(2)]

    def act(thing: Any) -> bool:
        if isinstance(thing, Client):
            return {take_off(thing, member).status_code for member in members} == {200}
        with as_user(thing):
            return board.leave(user=thing)

    told = at_once(act, [people[5], clients[0], *people[:3], clients[1], *people[3:5]])
    assert told[1]
    assert told[5]
    left = sum(told) - 2
    assert len(removed(dana)) == len(people) - left
    with as_staff(dana):
        assert not LeaderboardMember.objects.exists()


def test_a_form_sent_many_times_at_once_gives_once() -> None:
    dana, alice, bob = load_rewards(), make_person("alice"), make_person("bob")
    form = sent(alice.email, number="5")
    forms = [form, form, {**form, "person": bob.email}, {**form, "number": "9"}, form]
    clients = [cms_of(dana) for _form in forms]
    answers = at_once(
        lambda pair: pair[0].post(ADD, pair[1]).status_code, list(zip(clients, forms, strict=True))
    )
    assert set(answers) == {200, 302}  # nobody sees an error of ours
    with as_staff(dana):
        [entry] = LedgerEntry.objects.all()
    owner = alice if entry.user_id == alice.pk else bob
    assert balance(owner).total_points == entry.delta


def test_two_large_gifts_at_once_are_one_too_large() -> None:
    load_rewards()
    alice, support = make_person("alice"), staff_of(Role.SUPPORT)
    give(alice, 5)

    def act() -> bool:
        try:
            return bool(hand(support, alice, 600))
        except ValidationError:
            return False

    with ThreadPoolExecutor(2) as pool:
        with as_login_role(), transaction.atomic():
            hold(person_id=alice.pk)
            waiting = [pool.submit(apart(act)) for _time in range(2)]
            wait_for_a_waiter(many=2)
        assert sorted(one.result(timeout=30) for one in waiting) == [False, True]
    assert balance(alice).total_points == 605
