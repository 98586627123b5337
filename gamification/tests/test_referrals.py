"""Bringing friends: points once they have begun and stay, and back when they go."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.leaving import closing, erasing
from accounts.models import User
from conftest import ClientFor, make_person
from finance.tests import make
from gamification.models import CheckIn, Referral
from gamification.services import referrals
from gamification.tests.conftest import load_rewards
from gamification.tests.test_points import balance
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login

NOW = timezone.now()
both = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


def code_of(user: User) -> str:
    """Return the code of somebody's link."""
    with as_user(user):
        return referrals.code_of(user=user, at=NOW)


def bring(owner: User, name: str) -> User:
    """Return somebody new who came by a link."""
    friend = make_person(name)
    assert referrals.note_sign_up(user=friend, code=code_of(owner), at=NOW)
    return friend


def check_in(user: User, days: int) -> None:
    """Have somebody check in on some days from now on."""
    with as_login_role():
        for day in range(days):
            at = NOW + timedelta(days=day)
            CheckIn.objects.create(user=user, local_date=at.date(), timezone="UTC", created_at=at)


def settle(**later: float) -> int:
    """Do what the job does, so long from now."""
    with worker_login(), as_service():
        return referrals.settle(at=NOW + timedelta(**later))


@pytest.fixture
def alice() -> User:
    """Return Alice, where tiers and rules are loaded."""
    load_rewards()
    return make_person("alice")


@both
def test_a_friend_counts_once_begun_and_once_staying(alice: User) -> None:
    friend = bring(alice, "friend")
    assert settle() == 0
    check_in(friend, 1)
    assert (settle(), settle()) == (1, 0)
    assert balance(alice).total_points == 150
    with worker_login(), as_service():
        CheckIn.objects.filter(user=friend).delete()
    check_in(friend, 5)
    assert (settle(days=5), settle(days=6)) == (1, 0)
    assert balance(alice).total_points == 450


@both
def test_an_entry_of_their_own_is_a_beginning_too(alice: User) -> None:
    friend = bring(alice, "friend")
    with as_user(friend):
        make.asset(friend, name="Account")
    assert settle() == 1


@both
def test_an_address_that_is_not_proven_counts_nothing(alice: User) -> None:
    friend = bring(alice, "friend")
    check_in(friend, 1)
    with as_login_role():
        EmailAddress.objects.filter(user=friend).update(verified=False)
    assert settle() == 0


@both
def test_check_ins_after_thirty_days_are_too_late(alice: User) -> None:
    friend = bring(alice, "friend")
    check_in(friend, 1)
    settle()
    with as_login_role():
        for day in range(31, 36):
            at = NOW + timedelta(days=day)
            CheckIn.objects.create(user=friend, local_date=at.date(), timezone="UTC", created_at=at)
    assert settle(days=40) == 0


@both
def test_the_cap_of_a_day_leaves_the_rest_for_the_next(alice: User) -> None:
    for number in range(7):
        check_in(bring(alice, f"friend{number}"), 1)
    assert settle() == 5
    assert settle(hours=1) == 0
    assert settle(hours=25) == 2
    assert balance(alice).total_points == 7 * 150


@both
@pytest.mark.parametrize(("days", "left"), [(1, 0), (29, 0), (40, 450)])
def test_points_go_with_an_account_that_is_closed_within_the_hold(
    alice: User, days: int, left: int
) -> None:
    friend = bring(alice, "friend")
    check_in(friend, 5)
    settle()
    settle()
    assert balance(alice).total_points == 450
    closing.ask(user=friend, at=NOW + timedelta(days=days))
    assert settle(days=days) == 0  # they may still keep it
    later = timedelta(days=days, hours=1) + closing.grace()
    with worker_login(), as_service():
        assert erasing.erase_due(at=NOW + later) == 1
    for _twice in range(2):
        settle(seconds=later.total_seconds())
    assert balance(alice).total_points == left
    with as_user(alice):
        assert Referral.objects.get().referred_id is None


@both
@pytest.mark.parametrize(
    "gone", [{"is_active": False}, {"deletion_due_at": NOW + timedelta(days=30)}]
)
def test_who_is_closed_or_switched_off_brings_nothing_more(
    alice: User, gone: dict[str, Any]
) -> None:
    friend = bring(alice, "friend")
    check_in(friend, 5)
    assert settle() == 1
    with worker_login(), as_service():
        User.objects.filter(pk=friend.pk).update(**gone)
    assert settle(days=6) == 0
    with worker_login(), as_service():
        User.objects.filter(pk=friend.pk).update(is_active=True, deletion_due_at=None)
    assert settle(days=7) == 1


@both
def test_nobody_is_brought_twice_nor_by_themselves_nor_in_a_circle(alice: User) -> None:
    friend = bring(alice, "friend")
    other = make_person("other")
    assert referrals.note_sign_up(user=friend, code=code_of(other), at=NOW) is None
    assert referrals.note_sign_up(user=alice, code=code_of(alice), at=NOW) is None
    assert referrals.note_sign_up(user=alice, code=code_of(friend), at=NOW) is None
    again = make_person("alice+two")
    assert referrals.note_sign_up(user=again, code=code_of(alice), at=NOW) is None
    assert referrals.note_sign_up(user=make_person("new"), code="nonsense00", at=NOW) is None
    with as_user(alice):
        assert [row.referred_id for row in Referral.objects.all()] == [friend.pk]


def test_no_sql_of_a_page_brings_anybody(bob: User) -> None:
    dana = load_rewards()
    for sql in (
        "INSERT INTO gamification_referrals SELECT gen_random_uuid(), 'x', now(), now(), %s, %s",
        "UPDATE gamification_referrals SET user_id = %s WHERE referred_id = %s",
    ):
        with as_user(bob), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            connection.cursor().execute(sql, [bob.pk, dana.pk])


SIGN_UP = {
    "email": "new@example.org",
    "password1": "correct horse battery staple",
    "timezone": "Europe/Lisbon",
}


def test_the_link_is_remembered_until_the_sign_up(bob: User) -> None:
    code = code_of(bob)
    client = Client()
    answer: Any = client.get(f"/r/{code}/")
    assert (answer.status_code, answer["location"]) == (302, "/accounts/signup/")
    cookie = answer.cookies["nq_ref"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (code, True, "Lax")
    client.post("/accounts/signup/", SIGN_UP)
    with as_user(bob):
        assert Referral.objects.get().status == "pending"


def test_an_unknown_link_leads_to_the_sign_up_and_leaves_nothing(db: None) -> None:
    answer: Any = Client().get("/r/nonsense00/")
    assert answer["location"] == "/accounts/signup/"
    assert "nq_ref" not in answer.cookies


def test_who_is_signed_in_is_led_home(bob: User, client_for: ClientFor) -> None:
    answer: Any = client_for(bob).get(f"/r/{code_of(bob)}/")
    assert "nq_ref" not in answer.cookies
    assert answer["location"] != "/accounts/signup/"


def test_the_page_and_the_api_show_the_link(bob: User, client_for: ClientFor) -> None:
    load_rewards()
    client = client_for(bob)
    page = client.get("/rewards/").content.decode()
    told = client.get("/api/v1/points/referrals/").json()
    assert f"/r/{code_of(bob)}/" in page
    assert told == {
        "url": f"http://localhost:8000/r/{code_of(bob)}/",
        "signed_up": 0,
        "begun": 0,
        "stay": 0,
    }
