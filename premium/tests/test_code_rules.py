"""Codes in the database: who may see and change them, and races for the last use."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from accounts.models import User
from accounts.services import people
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from premium.errors import CodeRedeemed, CodeRefused
from premium.models import Code, Grant, PremiumStatus, Redemption
from premium.services import code_batches, codes
from premium.tests.codes import code, offer, stored
from premium.tests.make import START, day
from premium.tests.test_grants import alone

pytestmark = pytest.mark.django_db


def run(statement: str, **values: Any) -> None:
    """Run a statement as whoever asks, in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT code, code_hash FROM premium_codes",
        "UPDATE premium_codes SET max_uses = 999",
        "UPDATE premium_codes SET current_uses = 0",
        "DELETE FROM premium_codes",
        """INSERT INTO premium_codes (id, code, code_hash, hint, type, value, batch, note,
            created_at) VALUES (gen_random_uuid(), 'x', 'x', 'x', 'time_credit', 1,
            gen_random_uuid(), '', now())""",
        """INSERT INTO premium_code_redemptions (id, user_id, code_id, masked, type, value,
            redeemed_at) SELECT gen_random_uuid(), %(me)s, code_id, 'x', 'time_credit', 9999,
            now() FROM premium_code_redemptions""",
        "UPDATE premium_code_redemptions SET value = 9999 WHERE user_id = %(me)s",
        "DELETE FROM premium_code_redemptions WHERE user_id = %(me)s",
    ],
)
def test_nobody_lists_or_changes_codes_by_sql(alice: User, dana: User, statement: str) -> None:
    plain = code(dana)
    with as_user(alice):
        codes.redeem(user=alice, typed=plain, at=START)
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(statement, me=alice.pk)


def test_people_see_their_own_redemptions(alice: User, bob: User, dana: User) -> None:
    with as_user(alice):
        codes.redeem(user=alice, typed=code(dana), at=START)
        assert Redemption.objects.count() == 1
    with as_user(bob):
        assert not Redemption.objects.exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE premium_codes SET value = 9999", "never changed"),
        ("UPDATE premium_codes SET max_uses = 9999", "never changed"),
        ("UPDATE premium_codes SET code_hash = 'x'", "never changed"),
        ("UPDATE premium_codes SET expires_at = now()", "never changed"),
        ("UPDATE premium_codes SET current_uses = current_uses + 2", "one by one"),
        ("UPDATE premium_codes SET current_uses = 0", "one by one"),
        ("UPDATE premium_code_redemptions SET value = 1", "never changed"),
    ],
)
def test_what_a_code_gives_is_said_once(alice: User, dana: User, change: str, told: str) -> None:
    plain = code(dana, max_uses=9)
    with as_user(alice):
        codes.redeem(user=alice, typed=plain, at=START)
    with as_staff(dana), pytest.raises(DatabaseError, match=f"{told}|permission denied"):
        run(change)
    with as_login_role(), pytest.raises(DatabaseError, match=f"{told}|permission denied"):
        run(change)


def test_only_staff_switch_a_code(dana: User) -> None:
    code(dana)
    with as_login_role(), pytest.raises(DatabaseError, match="staff switch"):
        run("UPDATE premium_codes SET is_active = false")


@pytest.mark.parametrize("table", [Redemption, Code])
def test_staff_delete_neither(alice: User, dana: User, table: Any) -> None:
    plain = code(dana)
    with as_user(alice):
        codes.redeem(user=alice, typed=plain, at=START)
    refused = pytest.raises(DatabaseError, match="permission denied")
    with as_staff(dana), refused, transaction.atomic():
        table._default_manager.all().delete()


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 0},
        {"value": 10**6},
        {"type": "tier_upgrade", "value": 50_001},
        {"max_uses": 0},
        {"type": "gift"},
        {"note": "x" * 501},
    ],
)
def test_the_database_refuses_what_no_code_gives(dana: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        code(dana, **wrong)


def together[T](jobs: list[Callable[[], T]]) -> list[T]:
    """Do jobs at once, each on a connection of its own."""
    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(alone, jobs))


def attempt(user: User, plain: str, once: Any = None) -> str:
    """Return what came of a try."""
    try:
        with as_user(user):
            found = codes.redeem(user=user, typed=plain, at=START, once=once)
    except (CodeRefused, CodeRedeemed) as refusal:
        return type(refusal).__name__
    return str(found.pk)


@pytest.mark.django_db(databases=["default", "worker"], transaction=True)
class TestTogether:
    """Real transactions and real threads."""

    @pytest.fixture
    def dana(self) -> User:
        """Return Dana, in a database that is emptied afterwards."""
        user = make_person("dana")
        with as_staff(user):
            User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
        user.refresh_from_db()
        return user

    def test_a_hundred_for_seven_uses_are_seven(self, dana: User) -> None:
        plain = code(dana, max_uses=7)
        crowd = [make_person(f"person{number}") for number in range(100)]
        found = together([partial(attempt, user, plain) for user in crowd])
        assert found.count("CodeRefused") == 93
        assert stored(dana).current_uses == 7
        with as_staff(dana):
            assert Redemption.objects.count() == 7
            assert Grant.objects.filter(source="code").count() == 7
            lucky = PremiumStatus.objects.filter(premium_expires_at=day(30))
            assert lucky.count() == 7

    def test_one_person_in_twenty_threads_redeems_once(self, dana: User) -> None:
        plain, alice = code(dana, max_uses=50), make_person("alice")
        found = together([lambda: attempt(alice, plain)] * 20)
        assert found.count("CodeRedeemed") == 19
        assert stored(dana).current_uses == 1

    def test_one_form_in_twenty_threads_answers_the_same(self, dana: User) -> None:
        plain, alice, once = code(dana, max_uses=50), make_person("alice"), uuid4()
        found = together([lambda: attempt(alice, plain, once)] * 20)
        assert len(set(found)) == 1
        assert stored(dana).current_uses == 1

    def test_two_codes_at_once_add_up_and_say_so(self, dana: User) -> None:
        alice, plain = make_person("alice"), [code(dana) for _number in range(6)]
        together([partial(attempt, alice, one) for one in plain])
        with as_user(alice):
            assert PremiumStatus.objects.get().premium_expires_at == day(180)
            found = Redemption.objects.order_by("starts_at")
            begins = list(found.values_list("starts_at", flat=True))
        assert begins == [day(30 * number) for number in range(6)]

    @pytest.mark.parametrize("table", ["premium_code_redemptions", "premium_codes"])
    def test_jobs_delete_and_change_neither(self, dana: User, table: str) -> None:
        attempt(make_person("alice"), code(dana))
        with worker_login(), as_service():
            for change in (f"DELETE FROM {table}", f"UPDATE {table} SET value = 1"):
                with pytest.raises(DatabaseError, match=r"never (changed|deleted)"):
                    run(change)

    def test_who_leaves_takes_redemptions_along_and_leaves_codes(self, dana: User) -> None:
        plain, alice = code(dana), make_person("alice")
        attempt(alice, plain)
        with worker_login(), as_service():
            people.delete(user=alice)
            people.delete(user=dana)
            assert not Redemption.objects.exists()
            left = Code.objects.get()
        assert (left.created_by_id, left.current_uses) == (None, 1)

    def test_the_same_form_of_staff_makes_its_codes_once(self, dana: User) -> None:
        once = uuid4()

        def make() -> int:
            try:
                with as_staff(dana):
                    made = code_batches.make(
                        offer=offer(), count=5, once=once, actor=dana, at=START
                    )
            except code_batches.MadeBefore:
                return 0
            return len(made)

        assert sorted(together([make] * 6)) == [0, 0, 0, 0, 0, 5]
