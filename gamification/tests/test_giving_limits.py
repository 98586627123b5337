"""How much staff give by hand, and that nothing of it reaches themselves."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from accounts.models import User
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from gamification.models import LedgerEntry, PointBalance
from gamification.services import staff
from gamification.tests.test_points import NOW, balance, give
from gamification.tests.test_staff import ADD, LIST, audited, sent
from numoraq.rls.identity import as_staff, as_user


def hand(actor: User, person: User, number: int) -> LedgerEntry:
    """Give points by hand, as staff do, past every form."""
    with as_staff(actor):
        return staff.give(
            person=person, rule="", number=number, once=uuid4(), actor=actor,
            reason="Thanks", at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("number", [1_001, -1_001, 1_000_000])
def test_support_gives_no_more_than_the_setting(alice: User, rewards: User, number: int) -> None:
    support = staff_of(Role.SUPPORT)
    with pytest.raises(ValidationError, match="1000 points a day"):
        hand(support, alice, number)
    page = cms_of(support).post(ADD, sent(alice.email, number=str(number)))
    assert "1000 points a day" in page.content.decode()
    with as_user(alice):
        assert not PointBalance.objects.exists()


@pytest.mark.parametrize("number", [1_000, -1_000])
def test_support_gives_as_much_as_the_setting(alice: User, rewards: User, number: int) -> None:
    hand(staff_of(Role.SUPPORT), alice, number)
    assert balance(alice).total_points == number


def test_the_setting_says_how_much(alice: User, rewards: User, settings: Settings) -> None:
    settings.POINTS_BY_HAND_MOST = 20
    with pytest.raises(ValidationError, match="20 points a day"):
        hand(staff_of(Role.SUPPORT), alice, 21)


def test_administrators_and_superusers_give_more(alice: User, rewards: User) -> None:
    hand(staff_of(Role.ADMINISTRATOR), alice, 5_000)
    hand(rewards, alice, 1_000)
    assert balance(alice).total_points == 6_000


@pytest.mark.parametrize("number", [5, -5])
def test_the_service_itself_gives_nobody_their_own(rewards: User, number: int) -> None:
    with pytest.raises(ValidationError, match="to themselves"):
        hand(rewards, rewards, number)


def test_a_deduction_of_ones_own_is_not_taken_back(rewards: User) -> None:
    give(rewards, -500)
    with as_user(rewards):
        entry = LedgerEntry.objects.get()
    act: Any = {"action": "take_back", "_selected_action": str(entry.pk), "reason": "Mine"}
    page = cms_of(rewards).post(f"{LIST}?q={rewards.email}", act, follow=True)
    assert "of their own" in page.content.decode()
    assert balance(rewards).total_points == -500
    assert audited(rewards) == []


def test_many_small_gifts_are_a_large_one(alice: User, rewards: User) -> None:
    support = staff_of(Role.SUPPORT)
    for number in (600, 400, -1_000):
        hand(support, alice, number)
    for number in (1, -1):
        with pytest.raises(ValidationError, match="1000 points a day"):
            hand(support, alice, number)
    hand(staff_of(Role.ADMINISTRATOR), alice, 1)
    assert balance(alice).total_points == 1


def test_support_does_not_give_back_what_it_could_not_give(alice: User, rewards: User) -> None:
    taken = hand(staff_of(Role.ADMINISTRATOR), alice, -5_000)
    support = staff_of(Role.SUPPORT)
    with as_staff(support), pytest.raises(ValidationError, match="1000 points a day"):
        staff.take_back(entry=taken, actor=support, reason="Mistake", at=NOW)
    assert balance(alice).total_points == -5_000
