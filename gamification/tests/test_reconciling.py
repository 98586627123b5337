"""The nightly recount: what differs from the ledger is put right, and changed thresholds apply."""

from contextlib import suppress
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from cms.models import AuditEntry
from cms.tests.cast import cms_of
from conftest import make_person
from gamification import tasks
from gamification.models import PointBalance, Tier
from gamification.selectors import tier_for
from gamification.services import points, reconciling, tiers
from gamification.services.points import NoSuchEntry
from gamification.tests.conftest import load_rewards
from gamification.tests.test_points import NOW, balance, give
from numoraq.rls.identity import as_login_role, as_service
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

both = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


def reconcile() -> int:
    """Do what the nightly job does; return how many rows were put right."""
    with worker_login():
        return int(tasks.reconcile_points())


@both
def test_drift_is_repaired_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "BATCH", 2)
    load_rewards()
    people = [make_person(name) for name in ("alice", "bob", "carol")]
    for person in people:
        give(person, 100, key=person.email)
    assert reconcile() == 0
    with as_login_role():
        PointBalance.objects.filter(user=people[0]).update(total_points=7)
        PointBalance.objects.filter(user=people[1]).update(current_tier="WHALE")
    with worker_login(), as_service():
        PointBalance.objects.filter(user=people[2]).delete()
    assert reconcile() == 3
    assert reconcile() == 0
    for person in people:
        assert (balance(person).total_points, balance(person).current_tier) == (100, "DONOR")
    with worker_login(), as_service():
        noted = AuditEntry.objects.filter(action="points.repaired").order_by("seq")
        details = {entry.target_user_id: entry.details for entry in noted}
    assert details[people[0].pk] == {
        "before": {"points": 7, "tier": "DONOR"},
        "after": {"points": 100, "tier": "DONOR"},
    }
    assert set(details) == {people[0].pk, people[2].pk}
    with worker_login(), as_service():
        [applied] = AuditEntry.objects.filter(action="points.tiers_applied")
    assert applied.details == {"after": {"people": 1}}


@both
def test_a_changed_threshold_moves_people_up_and_down(jobs: Jobs) -> None:
    dana = load_rewards()
    alice, bob = make_person("alice"), make_person("bob")
    give(alice, 450, key="a")
    give(bob, 120, key="b")
    form = {"threshold": "400", "title": "", "sort": "7"}
    assert cms_of(dana).post("/gamification/tier/BACKER/change/", form).status_code == 302
    form = {"threshold": "150", "title": "", "sort": "6"}
    assert cms_of(dana).post("/gamification/tier/DONOR/change/", form).status_code == 302
    assert len(jobs.named("gamification.reconcile_points")) == 2
    jobs.waiting = [job for job in jobs.waiting if job[0] == "gamification.reconcile_points"]
    with worker_login():
        jobs.run()
    assert (balance(alice).current_tier, balance(bob).current_tier) == ("BACKER", "CONTRIBUTOR")


@both
def test_reference_data_brings_tiers_and_rules() -> None:
    call_command("load_reference_data", verbosity=0)
    with as_login_role():
        assert Tier.objects.count() == 12


# What each act is worth is fixed by its key, as it is for real acts.
WORTH = (1, 9, 10, 50, 75, 100, 300, 999)
ACTS = st.lists(st.tuples(st.sampled_from(["award", "reverse"]), st.integers(0, 7)), max_size=16)


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_any_order_and_repetition_ends_in_the_same_state(
    rewards: User, acts: list[tuple[str, int]]
) -> None:
    """A model of plain sets: what was given, less what was taken back; late news comes again."""
    alice = make_person(uuid4().hex)
    last = [act for act in acts if act[0] == "reverse"]
    for act, number in [*acts, *acts[::-1], *last]:
        key = f"{alice.pk}:{number}"
        if act == "award":
            give(alice, WORTH[number], key=key)
        else:
            with suppress(NoSuchEntry):
                points.reverse(idem_key=key, at=NOW, reason="Wrong")
    given_keys = {number for act, number in acts if act == "award"}
    wanted = sum(WORTH[number] for number in given_keys - {number for _act, number in last})
    assert points.sum_of(person_id=alice.pk) == wanted
    row = PointBalance.objects.filter(user=alice).first() or PointBalance()
    assert row.total_points == wanted
    steps = [Tier(code=code, threshold=least) for code, least in tiers.THRESHOLDS.items()]
    assert row.current_tier == tier_for(points=wanted, tiers=steps).code


def threshold(dana: User, tier: str, points: int, sort: int) -> None:
    """Change a threshold as staff do."""
    form = {"threshold": str(points), "title": "", "sort": str(sort)}
    assert cms_of(dana).post(f"/gamification/tier/{tier}/change/", form).status_code == 302


def run(jobs: Jobs) -> list[str]:
    """Run what waits as the worker does; return who got a mail."""
    with worker_login():
        jobs.run()
    told = sorted(message.to[0] for message in mail.outbox)
    mail.outbox.clear()
    return told


@both
def test_a_threshold_that_comes_and_goes_is_told_once(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page moves nobody; the job does, and tells each once, whatever is changed later."""
    monkeypatch.setattr(reconciling, "BATCH", 2)
    dana = load_rewards()
    people = [make_person(name) for name in ("alice", "bob", "carol")]
    for person in people:
        give(person, 450, key=person.email)
    run(jobs)
    told = []
    for points_wanted, tier in ((400, "BACKER"), (500, "DONOR"), (300, "BACKER")):
        before = {balance(person).current_tier for person in people}
        threshold(dana, "BACKER", points_wanted, 7)
        assert {balance(person).current_tier for person in people} == before
        told.append(run(jobs))
        assert {balance(person).current_tier for person in people} == {tier}
    assert told == [sorted(person.email for person in people), [], []]
    with worker_login(), as_service():
        applied = AuditEntry.objects.filter(action="points.tiers_applied").order_by("seq")
        assert [entry.details["after"]["people"] for entry in applied] == [3, 3, 3]


@both
def test_a_recount_that_finds_nothing_reads_batches_alone() -> None:
    """Nobody who stays is locked or read alone, however many there are."""
    load_rewards()
    for number in range(8):
        give(make_person(f"p{number}"), 30, key=f"p{number}")
    with worker_login(), as_service():
        with CaptureQueriesContext(connection) as few:
            assert reconciling.reconcile(at=NOW) == 0
        asked = [query["sql"] for query in few.captured_queries]
    assert asked
    assert not [sql for sql in asked if "FOR UPDATE" in sql]
    assert len(asked) < 8
