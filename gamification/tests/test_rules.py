"""What an act gives is what its rule says at that moment; staff change the rules in the CMS."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from gamification.models import LedgerEntry, PointRule
from gamification.models.points import MOST_AT_ONCE, Source
from gamification.services import points, rules
from gamification.services.points import Award, KeyTaken
from gamification.tests.test_points import NOW, balance
from numoraq.rls.identity import as_staff, as_user

CHANGE = "/gamification/pointrule/{}/change/"


def follow(user: User, rule: str, key: str = "k", **more: Any) -> Award:
    """Give what a rule says, as somebody's page does."""
    told = {"at": NOW, **more}
    with as_user(user):
        return points.award_by_rule(person_id=user.pk, rule=rule, idem_key=key, **told)


def change(dana: User, code: str, **changed: Any) -> None:
    """Change a rule past the CMS."""
    with as_staff(dana):
        assert PointRule.objects.filter(code=code).update(**changed)


@pytest.mark.parametrize(("code", "rule"), rules.RULES.items())
def test_each_act_gives_what_its_rule_says(
    alice: User, rewards: User, code: str, rule: tuple[int, int | None]
) -> None:
    assert follow(alice, code).points == rule[0]
    with as_user(alice):
        entry = LedgerEntry.objects.get()
    assert (entry.rule, entry.delta) == (code, rule[0])
    assert entry.source in Source.values


def test_an_act_counts_as_often_as_it_was_done(alice: User, rewards: User) -> None:
    assert follow(alice, "donation", times=25).points == 25
    change(rewards, "donation", points=4)
    assert follow(alice, "donation", times=25).is_new is False  # that act has been rewarded
    assert follow(alice, "donation", "next", times=10).points == 40
    assert balance(alice).total_points == 65


def test_an_entry_never_has_more_than_one_may(alice: User, rewards: User) -> None:
    change(rewards, "donation", points=100_000)
    assert follow(alice, "donation", times=10_000).points == MOST_AT_ONCE


@pytest.mark.parametrize(("times", "key"), [(0, "k"), (-1, "k"), (1, "")])
def test_no_act_is_no_award(alice: User, rewards: User, times: int, key: str) -> None:
    with pytest.raises(ValueError, match="donation"):
        follow(alice, "donation", key, times=times)


def test_a_rule_that_is_unknown_is_an_error(alice: User, rewards: User) -> None:
    with pytest.raises(PointRule.DoesNotExist):
        follow(alice, "nonsense")


def test_what_was_given_before_a_rule_went_off_is_taken_back_whole(
    alice: User, rewards: User
) -> None:
    follow(alice, "donation", times=25)
    change(rewards, "donation", is_active=False, points=9)
    assert follow(alice, "donation", "next", times=5).is_new is False
    points.reverse(idem_key="k", at=NOW, reason="")
    assert balance(alice).total_points == 0


def test_the_most_of_a_day_is_of_any_twenty_four_hours(alice: User, rewards: User) -> None:
    for number in range(3):
        at = NOW + timedelta(hours=number)
        assert follow(alice, "community_help", f"k{number}", at=at).is_new
    almost = NOW + timedelta(hours=24) - timedelta(seconds=1)
    assert not follow(alice, "community_help", "more", at=almost).is_new
    assert follow(alice, "community_help", "more", at=NOW + timedelta(hours=24)).is_new
    assert not follow(alice, "community_help", "again", at=NOW + timedelta(hours=24)).is_new


def test_others_and_other_rules_use_nothing_up(alice: User, bob: User, rewards: User) -> None:
    for number in range(3):
        follow(alice, "community_help", f"k{number}")
    assert follow(alice, "bug_report", "bug").is_new
    assert follow(bob, "community_help", "of bob").is_new
    with pytest.raises(KeyTaken):
        follow(bob, "bug_report", "bug")


def test_what_staff_save_holds_from_then_on_and_is_on_the_record(
    alice: User, rewards: User
) -> None:
    form = {"points": "3", "most_per_day": "1", "is_active": "on", "sort": "4"}
    assert cms_of(rewards).post(CHANGE.format("donation"), form).status_code == 302
    assert follow(alice, "donation", times=2).points == 6
    assert not follow(alice, "donation", "second", times=2).is_new
    with as_staff(rewards):
        [entry] = AuditEntry.objects.filter(action="pointrule.changed")
    assert entry.details["before"]["points"] == 1
    assert entry.details["after"]["points"] == 3


@pytest.mark.parametrize("wrong", [{"points": "0"}, {"points": "100001"}, {"points": ""}])
def test_a_rule_that_cannot_be_is_told(rewards: User, wrong: dict[str, str]) -> None:
    form = {"points": "3", "most_per_day": "", "is_active": "on", "sort": "4", **wrong}
    assert cms_of(rewards).post(CHANGE.format("donation"), form).status_code == 200
    with as_staff(rewards):
        assert PointRule.objects.get(code="donation").points == 1


def test_support_changes_no_rule(rewards: User) -> None:
    form = {"points": "3", "most_per_day": "", "is_active": "on", "sort": "4"}
    answer = cms_of(staff_of(Role.SUPPORT)).post(CHANGE.format("donation"), form)
    assert answer.status_code == 403
