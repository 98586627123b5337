"""Whoever leaves takes everything along, and nothing of it stays; also while points arrive."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts.leaving import registry
from accounts.models import User
from accounts.services import people
from conftest import make_person
from gamification.models import LeaderboardRow, LedgerEntry, PointBalance
from gamification.services import board, checkins, points, referrals
from gamification.tests.conftest import at_once, load_rewards
from gamification.tests.test_points import give
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login

NOW = timezone.now()

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


def delete(user: User) -> None:
    """Delete somebody as the job does."""
    with worker_login(), as_service():
        people.delete(user=User.objects.get(pk=user.pk))


def busy(name: str) -> User:
    """Return somebody with points, given and taken back, on the leaderboard."""
    user = make_person(name)
    give(user, 120, key=f"a:{name}")
    give(user, 20, key=f"b:{name}")
    points.reverse(idem_key=f"a:{name}", at=NOW, reason="Wrong")
    with as_user(user):
        board.join(user=user, pseudonym=f"heron of {name[::-1]}", at=NOW)
        checkins.check_in(person_id=user.pk, at=NOW - timedelta(days=1))
        referrals.code_of(user=user, at=NOW)
    return user


def test_the_ledger_goes_with_its_person_and_no_other() -> None:
    load_rewards()
    alice, bob = busy("alice"), busy("bob")
    delete(alice)
    with as_login_role():
        assert not LedgerEntry.objects.filter(user_id=alice.pk).exists()
        assert LedgerEntry.objects.filter(user=bob).count() == 4
        assert [row.pseudonym for row in LeaderboardRow.objects.filter(board="all")] == [
            "heron of bob"
        ]


def test_everything_is_in_the_archive_and_nobody_else_is() -> None:
    load_rewards()
    alice = busy("alice")
    friend = make_person("friend")
    with as_user(alice):
        code = referrals.code_of(user=alice, at=NOW)
    assert referrals.note_sign_up(user=friend, code=code, at=NOW)
    with as_user(alice):
        files = {
            part.path: json.loads(b"".join(part.pieces))
            for part in registry.parts(alice)
            if part.path.startswith("rewards/")
        }
    told = {path.removeprefix("rewards/").removesuffix(".json") for path in files}
    assert told == {
        "balance", "points", "tiers", "checkins", "streak", "leaderboard", "referral_link",
        "referrals", "achieved", "preferences",
    }  # fmt: skip
    assert len(files["rewards/points.json"]) == 4
    assert len(files["rewards/referrals.json"]) == 1
    assert str(friend.pk) not in json.dumps(files)


def test_awards_and_a_deletion_do_not_wait_for_each_other() -> None:
    load_rewards()
    alice = busy("alice")

    def act(number: int) -> str:
        try:
            if number == 6:
                delete(alice)
            else:
                give(alice, 1, key=f"race:{number}")
        except DatabaseError as error:
            return str(error)
        return ""

    told = at_once(act, range(24))
    assert not [text for text in told if "deadlock" in text]
    with as_login_role():
        assert not PointBalance.objects.filter(user_id=alice.pk).exists()
