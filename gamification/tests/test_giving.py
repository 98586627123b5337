"""The form in which staff give points: what it cannot give it says, and it gives once."""

from typing import Any

import pytest

from accounts.models import User
from cms.tests.cast import cms_of
from gamification.models import LedgerEntry, PointRule
from gamification.tests.test_points import balance
from gamification.tests.test_staff import ADD, audited, sent
from numoraq.rls.identity import as_staff, as_user

REFUSED = "This form has given something else already. Open it anew."


def refusal(answer: Any) -> str:
    """Return the page of a form that gave nothing."""
    assert answer.status_code == 200
    return str(answer.content.decode())


def entries(user: User) -> list[int]:
    """Return what somebody was given, oldest first."""
    with as_user(user):
        return list(LedgerEntry.objects.order_by("created_at").values_list("delta", flat=True))


def test_the_sixth_report_of_a_day_is_told_to_be_too_many(alice: User, rewards: User) -> None:
    client = cms_of(rewards)
    for _number in range(5):
        assert client.post(ADD, sent(alice.email, act="bug_report")).status_code == 302
    page = refusal(client.post(ADD, sent(alice.email, act="bug_report")))
    assert "used up for the day" in page
    assert entries(alice) == [50] * 5
    assert len(audited(rewards)) == 5


def test_a_rule_that_is_off_is_told_to_be(alice: User, rewards: User) -> None:
    with as_staff(rewards):
        PointRule.objects.filter(code="community_help").update(is_active=False)
    page = refusal(cms_of(rewards).post(ADD, sent(alice.email, act="community_help")))
    assert "This rule is switched off" in page
    assert 'value="Thanks"' in page  # what was typed stays
    assert entries(alice) == []


def test_after_a_refusal_the_same_form_gives(alice: User, rewards: User) -> None:
    form, client = sent(alice.email, act="bug_report"), cms_of(rewards)
    with as_staff(rewards):
        PointRule.objects.filter(code="bug_report").update(is_active=False)
    refusal(client.post(ADD, form))
    with as_staff(rewards):
        PointRule.objects.filter(code="bug_report").update(is_active=True)
    assert client.post(ADD, form).status_code == 302
    assert entries(alice) == [50]


@pytest.mark.parametrize(
    "change",
    [
        {"person": "bob@example.org"},
        {"number": "6"},
        {"number": "-5"},
        {"number": "", "act": "bug_report"},
    ],
)
def test_a_form_that_gave_gives_nothing_else(
    alice: User, bob: User, rewards: User, change: dict[str, str]
) -> None:
    client, form = cms_of(rewards), sent(alice.email, number="5")
    assert client.post(ADD, form).status_code == 302
    assert REFUSED in refusal(client.post(ADD, {**form, **change}))
    assert client.post(ADD, form).status_code == 302  # sent again as it was
    assert (entries(alice), entries(bob)) == ([5], [])
    assert len(audited(rewards)) == 1


def test_the_same_act_is_told_as_given_whatever_the_rule_gives_by_now(
    alice: User, rewards: User
) -> None:
    client, form = cms_of(rewards), sent(alice.email, act="bug_report")
    client.post(ADD, form)
    with as_staff(rewards):
        PointRule.objects.filter(code="bug_report").update(points=80)
    assert client.post(ADD, form).status_code == 302
    assert REFUSED in refusal(client.post(ADD, {**form, "act": "feature_request"}))
    assert balance(alice).total_points == 50


def test_an_incomplete_form_gives_nothing_before_it_is_complete(alice: User, rewards: User) -> None:
    client = cms_of(rewards)
    for wrong in ({"reason": ""}, {"once": "x"}, {"person": ""}, {"act": "daily_checkin"}):
        refusal(client.post(ADD, {**sent(alice.email, act="bug_report"), **wrong}))
    assert entries(alice) == []
