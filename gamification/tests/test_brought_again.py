"""A mailbox brings points once, whoever it comes back as; and late beginners get what is theirs."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, connection, transaction

from accounts.leaving import closing, erasing
from accounts.models import User
from conftest import ClientFor, make_person
from gamification.models import BroughtMailbox, Referral
from gamification.services import referrals
from gamification.tests.conftest import load_rewards
from gamification.tests.test_points import balance
from gamification.tests.test_referrals import NOW, both, bring, check_in, code_of, settle
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login


@pytest.fixture
def alice() -> User:
    """Return Alice, where tiers and rules are loaded."""
    load_rewards()
    return make_person("alice")


def prove(user: User, address: str) -> None:
    """Give somebody another proven address."""
    with as_login_role():
        EmailAddress.objects.filter(user=user).update(email=address)


@both
def test_who_deletes_the_account_and_comes_again_brings_nothing_more(alice: User) -> None:
    friend = bring(alice, "friend")
    prove(friend, "f.riend+one@gmail.com")
    check_in(friend, 1)
    assert settle() == 1
    closing.ask(user=friend, at=NOW + timedelta(days=40))  # behind the hold: the points stay
    later = timedelta(days=41) + closing.grace()
    with worker_login(), as_service():
        assert erasing.erase_due(at=NOW + later) == 1
    again = make_person("again")
    prove(again, "friend@googlemail.com")
    assert referrals.note_sign_up(user=again, code=code_of(alice), at=NOW + later)
    check_in(again, 5)
    for _twice in range(2):
        assert settle(seconds=later.total_seconds()) == 0
    assert balance(alice).total_points == 150
    with worker_login(), as_service():
        assert BroughtMailbox.objects.get().user_id is None


@both
def test_one_mailbox_under_two_accounts_brings_once(alice: User) -> None:
    friends = [bring(alice, name) for name in ("one", "two")]
    for number, friend in enumerate(friends):
        prove(friend, f"friend+{number}@example.org")
        check_in(friend, 5)
    assert [settle(), settle(), settle()] == [1, 1, 0]
    assert balance(alice).total_points == 450


@both
def test_a_mailbox_of_ones_own_brings_nothing(alice: User) -> None:
    friend = bring(alice, "friend")
    prove(alice, "ali.ce@gmail.com")
    prove(friend, "alice+friend@googlemail.com")
    check_in(friend, 1)
    assert settle() == 0


@both
def test_who_proves_the_address_late_still_stays(alice: User) -> None:
    friend = bring(alice, "friend")
    check_in(friend, 5)
    with as_login_role():
        EmailAddress.objects.filter(user=friend).update(verified=False)
    assert settle(days=60) == 0
    with as_login_role():
        EmailAddress.objects.filter(user=friend).update(verified=True)
    assert (settle(days=80), settle(days=81)) == (1, 1)
    assert balance(alice).total_points == 450


@both
def test_of_very_many_each_is_looked_at(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referrals, "_AT_ONCE", 2)
    friends = [bring(alice, f"friend{number}") for number in range(5)]
    for friend in friends[1::2] + friends[4:]:
        check_in(friend, 5)
    assert (settle(), settle()) == (3, 3)
    with as_user(alice):
        stay = Referral.objects.filter(status=Referral.Status.ACTIVE)
        assert {row.referred_id for row in stay} == {friends[i].pk for i in (1, 3, 4)}


@pytest.mark.parametrize("role", [as_user, lambda _user: as_login_role()])
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM gamification_brought_mailboxes",
        "INSERT INTO gamification_brought_mailboxes VALUES (repeat('a', 64), now(), NULL)",
        "DELETE FROM gamification_brought_mailboxes",
    ],
)
def test_hashes_are_for_the_job_alone(bob: User, role: Any, sql: str) -> None:
    with role(bob), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_page_says_that_a_mailbox_counts_once(bob: User, client_for: ClientFor) -> None:
    load_rewards()
    assert "each mailbox a single time" in client_for(bob).get("/rewards/").content.decode()


@both
def test_who_came_before_mailboxes_were_noted_is_noted(alice: User) -> None:
    friend = bring(alice, "friend")
    check_in(friend, 1)
    assert settle() == 1
    with worker_login(), as_service():
        known = list(BroughtMailbox.objects.values_list("pk", flat=True))
        BroughtMailbox.objects.all().delete()  # as before there was such a table
    assert settle() == 0
    with worker_login(), as_service():
        assert list(BroughtMailbox.objects.values_list("pk", flat=True)) == known
