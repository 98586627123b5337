"""Staff give points and take them back: with a reason, on the record, never to themselves."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from gamification.models import LedgerEntry, PointBalance, PointRule
from gamification.services import staff
from gamification.tests.test_points import NOW, balance, give
from numoraq.rls.identity import as_staff, as_user

ADD = "/gamification/ledgerentry/add/"
LIST = "/gamification/ledgerentry/"


def sent(person: str, **more: Any) -> dict[str, Any]:
    """Return what the form is filled in with."""
    told = {"person": person, "act": "", "number": "", "reason": "Thanks", "once": str(uuid4())}
    return {**told, **more}


def audited(dana: User) -> list[AuditEntry]:
    """Return what is on the record about points."""
    with as_staff(dana):
        return list(AuditEntry.objects.filter(action__startswith="points.").order_by("seq"))


@pytest.mark.parametrize(
    ("act", "number"), [("feature_request", 25), ("bug_report", 50), ("community_help", 75)]
)
def test_ideas_bugs_and_help_are_rewarded_by_rule(
    alice: User, rewards: User, act: str, number: int
) -> None:
    form = sent(alice.email, act=act)
    client = cms_of(rewards)
    for _twice in range(2):
        assert client.post(ADD, form).status_code == 302
    assert balance(alice).total_points == number
    [entry] = audited(rewards)
    assert (entry.action, entry.admin_user_id) == ("points.given", rewards.pk)
    assert entry.target_user_id == alice.pk
    assert entry.details["reason"] == "Thanks"
    with as_user(alice):
        given = LedgerEntry.objects.get()
    assert (given.source, given.rule, given.reason) == (act, act, "Thanks")


def test_bug_7_points_by_hand_reach_the_person_alone(alice: User, rewards: User) -> None:
    client = cms_of(rewards)
    assert client.post(ADD, sent(str(alice.pk), number="120")).status_code == 302
    assert balance(alice).current_tier == "DONOR"
    assert client.post(ADD, sent(alice.email, number="-30")).status_code == 302
    assert balance(alice).total_points == 90
    with as_staff(rewards):
        assert not PointBalance.objects.filter(user=rewards).exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"person": "nobody@example.org", "number": "5"}, "There is nobody"),
        ({"person": "dana@example.org", "number": "5"}, "Nobody gives points to themselves."),
        ({}, "Choose what it is for, or enter points."),
        ({"number": "5", "act": "bug_report"}, "Choose what it is for, or enter points."),
        ({"number": "0"}, "Choose what it is for, or enter points."),
        ({"number": "2000000"}, "less than or equal to"),
        ({"number": "5", "reason": ""}, "required"),
    ],
)
def test_what_cannot_be_given_is_said(
    alice: User, rewards: User, change: dict[str, str], why: str
) -> None:
    answer = cms_of(rewards).post(ADD, {**sent(alice.email), **change})
    assert answer.status_code == 200
    assert why in answer.content.decode()
    assert audited(rewards) == []


def test_a_rule_that_is_off_gives_nothing(alice: User, rewards: User) -> None:
    def attempt(at: Any) -> None:
        staff.give(
            person=alice, rule="bug_report", number=0, once=uuid4(), actor=rewards,
            reason="Found", at=at,
        )  # fmt: skip

    with as_staff(rewards):
        for _number in range(5):
            attempt(NOW)
        with pytest.raises(ValidationError, match="used up"):
            attempt(NOW)
        PointRule.objects.filter(code="bug_report").update(is_active=False)
        with pytest.raises(ValidationError, match="switched off"):
            attempt(NOW + timedelta(days=2))
    assert balance(alice).total_points == 250


def test_points_are_taken_back_from_the_list(alice: User, rewards: User) -> None:
    give(alice, 120)
    with as_user(alice):
        entry = LedgerEntry.objects.get()
    client = cms_of(rewards)
    act = {"action": "take_back", "_selected_action": str(entry.pk), "reason": "Refunded"}
    for _twice in range(2):
        client.post(f"{LIST}?q={alice.email}", act)
    assert (balance(alice).total_points, balance(alice).current_tier) == (0, "NEWCOMER")
    [noted] = audited(rewards)
    assert (noted.action, noted.details["before"]["points"]) == ("points.taken_back", 120)
    with as_user(alice):
        back = LedgerEntry.objects.get(delta=-120)
    act["_selected_action"] = str(back.pk)
    page = client.post(f"{LIST}?q={alice.email}", act, follow=True).content.decode()
    assert "takes another one back" in page


def test_the_row_of_a_person_leads_to_the_form(alice: User, rewards: User) -> None:
    give(alice, 5)
    client = cms_of(rewards)
    act = {"action": "give", "_selected_action": str(balance(alice).pk)}
    answer: Any = client.post(f"/gamification/pointbalance/?q={alice.email}", act)
    assert answer["location"] == f"{ADD}?person={alice.pk}"
    assert f'value="{alice.pk}"' in client.get(answer["location"]).content.decode()


def test_only_roles_that_may_give(alice: User, rewards: User) -> None:
    for role, status in ((Role.SUPPORT, 302), (Role.EDITOR, 403), (Role.FINANCE, 403)):
        answer = cms_of(staff_of(role)).post(ADD, sent(alice.email, number="5"))
        assert answer.status_code == status, role
