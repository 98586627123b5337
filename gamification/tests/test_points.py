"""Points are given once for an act, taken back once, and lead to a tier at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, connections, transaction

from accounts.models import User
from conftest import make_person
from gamification.models import LedgerEntry, PointBalance, PointRule, RewardPreference, TierChange
from gamification.services import points
from gamification.services.points import Award, KeyTaken, NoSuchEntry, NotReversible
from gamification.tests.conftest import at_once, load_rewards
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def give(user: User, number: int = 1, *, key: str = "k", **more: Any) -> Award:
    """Give points as somebody's page does: the statements around it run as that person."""
    told = {"source": "admin", "at": NOW, **more}
    with as_user(user):
        return points.award(person_id=user.pk, points=number, idem_key=key, **told)


def balance(user: User) -> PointBalance:
    """Return what a person sees of their points."""
    with as_user(user):
        return PointBalance.objects.get(user=user)


def test_points_are_given_once_for_an_act(alice: User, rewards: User) -> None:
    first = give(alice, 25)
    again = give(alice, 25)
    assert first == Award(is_new=True, points=25, total=25, tier="HELPER", tier_before="NEWCOMER")
    assert again == Award(is_new=False, points=0, total=25, tier="HELPER", tier_before="HELPER")
    assert balance(alice).total_points == 25


def test_bug_1_a_second_event_did_not_fail_on_the_key_of_the_one_row(
    alice: User, rewards: User
) -> None:
    give(alice, 1, key="a", source="daily_checkin")
    give(alice, 2, key="b", source="donation", at=NOW + timedelta(days=1))
    row = balance(alice)
    assert (row.total_points, row.source) == (3, "donation")
    assert row.last_activity_at == NOW + timedelta(days=1)
    with as_user(alice):
        sources = set(LedgerEntry.objects.values_list("source", flat=True))
    assert sources == {"daily_checkin", "donation"}


def test_bug_2_the_tier_follows_in_the_same_transaction(alice: User, rewards: User) -> None:
    give(alice, 9, key="a")
    assert balance(alice).current_tier == "NEWCOMER"
    give(alice, 1, key="b")
    assert balance(alice).current_tier == "SUPPORTER-BASIC"
    give(alice, 990, key="c")
    assert balance(alice).current_tier == "SUPPORTER"


def test_bug_7_points_from_staff_reach_the_person_and_not_the_staff(
    alice: User, rewards: User
) -> None:
    with as_staff(rewards):
        points.award(person_id=alice.pk, points=75, source="admin", idem_key="s", at=NOW)
        assert not PointBalance.objects.filter(user=rewards).exists()
    assert balance(alice).total_points == 75


@pytest.mark.parametrize("table", ["points_ledger", "user_points", "gamification_tier_changes"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {table} (id, user_id{names}) VALUES (gen_random_uuid(), %(user)s{values})",
        "UPDATE {table} SET user_id = user_id WHERE user_id = %(user)s",
        "DELETE FROM {table} WHERE user_id = %(user)s",
    ],
)
def test_bug_9_nobody_gives_themselves_points(
    alice: User, rewards: User, table: str, statement: str
) -> None:
    give(alice, 100)
    columns = {
        "points_ledger": (
            ", delta, source, rule, idem_key, ref, reason, created_at",
            ", 9, 'admin', '', 'mine', '', '', now()",
        ),
        "user_points": (", total_points, updated_at, source", ", 9, now(), ''"),
        "gamification_tier_changes": (
            ", tier, total_points, reached_at",
            ", 'WHALE', 9, now()",
        ),
    }
    names, values = columns[table]
    sql = statement.format(table=table, names=names, values=values)
    with (
        as_user(alice),
        pytest.raises(DatabaseError, match=r"permission denied|append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, {"user": alice.pk})
    assert balance(alice).total_points == 100


def test_points_of_others_are_not_seen(alice: User, bob: User, rewards: User) -> None:
    give(alice, 100)
    with as_user(bob):
        for model in (LedgerEntry, PointBalance, TierChange):
            assert not model._default_manager.exists()


def test_the_ledger_is_append_only_for_everybody(alice: User, rewards: User) -> None:
    give(alice, 100)
    for who in (as_login_role(), as_staff(rewards)):
        with who, pytest.raises(DatabaseError, match=r"denied|append-only"), transaction.atomic():
            LedgerEntry.objects.update(delta=1)
    with as_staff(rewards), pytest.raises(DatabaseError, match=r"denied|append-only"):
        LedgerEntry.objects.filter(user=alice)._raw_delete("default")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("act", ["UPDATE points_ledger SET delta = 1", "DELETE FROM points_ledger"])
def test_the_owner_of_the_table_does_not_rewrite_it_either(act: str) -> None:
    with connections["owner"].cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute(act)


def test_a_key_of_another_person_is_refused(alice: User, bob: User, rewards: User) -> None:
    give(alice, 5)
    with pytest.raises(KeyTaken):
        give(bob, 5)
    with as_user(bob):
        assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"number": 0}, {"source": "lottery"}, {"key": ""}, {"number": 1_000_001}]
)
def test_what_is_no_award_is_refused(alice: User, rewards: User, wrong: dict[str, Any]) -> None:
    with pytest.raises((ValueError, DatabaseError)), transaction.atomic():
        give(alice, **wrong)


def test_a_reversal_takes_points_and_tier_back_once(alice: User, rewards: User) -> None:
    give(alice, 20, key="a")
    give(alice, 100, key="b")
    for is_new in (True, False):
        done = points.reverse(idem_key="b", at=NOW, reason="Refunded")
        assert (done.is_new, done.total, done.tier) == (is_new, 20, "FRIEND")
    with as_user(alice):
        entry = LedgerEntry.objects.get(delta=-100)
        assert (entry.reason, entry.reverses) == (
            "Refunded",
            LedgerEntry.objects.get(idem_key="b").pk,
        )


def test_what_was_never_given_and_what_takes_back_is_not_reversed(
    alice: User, rewards: User
) -> None:
    give(alice, 5, key="a")
    points.reverse(idem_key="a", at=NOW, reason="Wrong")
    with pytest.raises(NoSuchEntry):
        points.reverse(idem_key="b", at=NOW, reason="Wrong")
    with pytest.raises(NotReversible):
        points.reverse(idem_key="reverse:a", at=NOW, reason="Wrong")


def test_a_total_below_zero_is_never_shown(alice: User, rewards: User) -> None:
    give(alice, -30)
    row = balance(alice)
    assert (row.total_points, row.shown, row.current_tier) == (-30, 0, "NEWCOMER")


def test_rules_say_how_many_and_how_often(alice: User, rewards: User) -> None:
    for number in range(7):
        given = points.award_by_rule(
            person_id=alice.pk, rule="bug_report", idem_key=f"bug:{number}", at=NOW
        )
    assert (given.is_new, given.total) == (False, 250)
    later = NOW + timedelta(hours=24)
    given = points.award_by_rule(person_id=alice.pk, rule="bug_report", idem_key="bug:9", at=later)
    assert (given.is_new, given.total) == (True, 300)
    with as_staff(rewards):
        PointRule.objects.filter(code="donation").update(is_active=False)
    off = points.award_by_rule(person_id=alice.pk, rule="donation", idem_key="d", at=NOW, times=20)
    assert not off.is_new


def test_each_tier_is_told_once_and_the_highest_of_several(
    alice: User, rewards: User, jobs: Jobs, django_capture_on_commit_callbacks: Any
) -> None:
    def told() -> list[str]:
        jobs.run()
        seen = [message.subject.removeprefix("NumoraQ: ") for message in mail.outbox]
        mail.outbox.clear()
        return seen

    with django_capture_on_commit_callbacks(execute=True):
        give(alice, 100, key="a")
    assert told() == ["You are Donor now"]
    with django_capture_on_commit_callbacks(execute=True):
        points.reverse(idem_key="a", at=NOW, reason="Refunded")
        give(alice, 60, key="b")
        give(alice, 60, key="c")
    assert told() == []
    with as_user(alice):
        reached = set(TierChange.objects.values_list("tier", flat=True))
    assert reached == {"SUPPORTER-BASIC", "FRIEND", "HELPER", "CONTRIBUTOR", "DONOR"}


@pytest.mark.parametrize("choice", [{"takes_part": False}, {"wants_mails": False}])
def test_who_wants_no_mails_gets_none(
    alice: User, rewards: User, jobs: Jobs, choice: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with as_user(alice):
        RewardPreference.objects.create(user=alice, **choice)
    with django_capture_on_commit_callbacks(execute=True):
        give(alice, 100)
    assert jobs.waiting == []


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_awards_at_once_each_counts_once() -> None:
    load_rewards()
    people = [make_person(name) for name in ("alice", "bob", "carol")]
    acts = [(people[number % 3], f"act:{number % 60}") for number in range(120)]
    given = at_once(lambda act: give(act[0], 7, key=act[1]), acts)
    assert sum(award.is_new for award in given) == 60
    for person in people:
        assert balance(person).total_points == 7 * 20
        with as_user(person):
            assert points.sum_of(person_id=person.pk) == 7 * 20


@pytest.mark.django_db(transaction=True)
def test_of_many_reversals_at_once_one_counts() -> None:
    load_rewards()
    alice = make_person("alice")
    give(alice, 100)
    done = at_once(lambda _: points.reverse(idem_key="k", at=NOW, reason="Refunded"), range(10))
    assert sum(award.is_new for award in done) == 1
    assert balance(alice).total_points == 0


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_jobs_give_points_as_the_service() -> None:
    load_rewards()
    alice = make_person("alice")
    with worker_login(), as_service():
        points.award(person_id=alice.pk, points=10, source="code", idem_key="c", at=NOW)
    assert balance(alice).total_points == 10
