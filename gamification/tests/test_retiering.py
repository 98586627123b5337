"""A threshold that staff changed: each person is moved and told once, however often it is run."""

import pytest
from django.core import mail

from accounts.models import User
from cms.tests.cast import cms_of
from conftest import make_person
from gamification.models import LeaderboardRow, TierChange
from gamification.services import reconciling
from gamification.tests.conftest import at_once, load_rewards
from gamification.tests.test_board import join
from gamification.tests.test_points import balance, give
from gamification.tests.test_reconciling import both, reconcile
from numoraq.rls.identity import as_user
from numoraq.tests.jobs import Jobs


def lower(dana: User, tier: str, threshold: int, sort: int) -> None:
    """Save a threshold in the CMS."""
    form = {"threshold": str(threshold), "title": "", "sort": str(sort)}
    assert cms_of(dana).post(f"/gamification/tier/{tier}/change/", form).status_code == 302


@both
def test_each_is_moved_and_told_once(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "BATCH", 2)
    dana = load_rewards()
    people = [make_person(f"p{number}") for number in range(5)]
    for person in people:
        give(person, 450, key=person.email)
        join(person, f"heron {person.email.partition('@')[0]}")
    jobs.run()
    mail.outbox.clear()
    lower(dana, "BACKER", 400, 7)
    assert {balance(person).current_tier for person in people} == {"DONOR"}  # not in the request
    moved = sum(at_once(lambda _: reconcile(), range(3), threads=3))
    assert moved == len(people)
    jobs.run()
    told = [message.to[0] for message in mail.outbox]
    assert sorted(told) == sorted(person.email for person in people)
    for person in people:
        assert balance(person).current_tier == "BACKER"
        with as_user(person):
            assert TierChange.objects.filter(tier="BACKER").count() == 1
    with as_user(people[0]):
        assert set(LeaderboardRow.objects.values_list("tier", flat=True)) == {"BACKER"}


@both
def test_up_and_down_again_is_told_once(jobs: Jobs) -> None:
    dana, alice = load_rewards(), make_person("alice")
    give(alice, 450)
    jobs.run()
    mail.outbox.clear()
    for threshold in (400, 500, 400):
        lower(dana, "BACKER", threshold, 7)
        jobs.run()
    assert balance(alice).current_tier == "BACKER"
    assert [message.subject for message in mail.outbox] == ["NumoraQ: You are Backer now"]
