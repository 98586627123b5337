"""The leaderboard: joined under a pseudonym, exact at the top, quiet about people."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cms.tests.cast import cms_of
from conftest import ClientFor, make_person
from gamification import pseudonyms
from gamification.models import LeaderboardMember, LeaderboardRank, LeaderboardRow, LedgerEntry
from gamification.selectors import board as selected
from gamification.services import board, points, preferences
from gamification.tests.conftest import at_once, load_rewards
from gamification.tests.test_points import NOW, give
from numoraq.rls.identity import as_staff, as_user


def join(user: User, name: str) -> LeaderboardMember:
    """Join as somebody's page does."""
    with as_user(user):
        return board.join(user=user, pseudonym=name, at=NOW)


def seen(user: User, which: str = "all", **more: Any) -> selected.Board:
    """Return the board as somebody sees it."""
    with as_user(user):
        return selected.page(user=user, board=which, **more)


def lines(user: User, which: str = "all", **more: Any) -> list[tuple[int, str, int]]:
    """Return rank, name and points of a page."""
    return [(p.rank, p.pseudonym, p.points) for p in seen(user, which, **more).places]


@pytest.fixture
def crowd(rewards: User, alice: User, bob: User) -> list[User]:
    """Return five people with points, who joined; two of them have as many."""
    people = [alice, bob, *(make_person(name) for name in ("carol", "erin", "frank"))]
    for number, person in enumerate(people):
        give(person, (50, 40, 40, 30, 9)[number], key=f"k{number}")
        join(person, f"heron {number}")
    return people


def test_only_who_joins_is_on_it(alice: User, bob: User, rewards: User) -> None:
    give(alice, 50, key="a")
    give(bob, 90, key="b")
    join(alice, "Slow heron")
    assert lines(bob) == [(1, "Slow heron", 50)]
    assert seen(bob).own is None
    assert seen(alice).own == seen(alice).places[0]


def test_as_many_points_are_the_same_rank(crowd: list[User]) -> None:
    assert [rank for rank, _name, _points in lines(crowd[0])] == [1, 2, 2, 4, 5]
    own = seen(crowd[3]).own
    assert own
    assert (own.rank, own.is_own) == (4, True)


def test_points_and_tier_follow_each_award(crowd: list[User]) -> None:
    give(crowd[4], 100, key="more")
    first = seen(crowd[0]).places[0]
    assert (first.pseudonym, first.points, first.tier) == ("heron 4", 109, "DONOR")
    points.reverse(idem_key="more", at=NOW, reason="Wrong")
    assert lines(crowd[0])[-1] == (5, "heron 4", 9)


def test_a_month_counts_what_was_earned_in_it(alice: User, rewards: User) -> None:
    give(alice, 70, key="before", at=NOW - timedelta(days=40))
    join(alice, "Slow heron")
    give(alice, 5, key="now")
    assert lines(alice, board.month_of(NOW)) == [(1, "Slow heron", 5)]
    assert lines(alice)[0][2] == 75


def test_pages_go_on_where_the_one_before_ended(crowd: list[User]) -> None:
    found: list[tuple[int, str, int]] = []
    page = seen(crowd[0], size=2)
    while True:
        found += [(p.rank, p.pseudonym, p.points) for p in page.places]
        if not page.next:
            break
        page = seen(crowd[0], size=2, after=page.next)
    assert found == lines(crowd[0])


def test_bug_17_no_page_reads_every_row(
    crowd: list[User], monkeypatch: pytest.MonkeyPatch, client_for: ClientFor
) -> None:
    monkeypatch.setattr(selected, "ON_A_PAGE", 2)
    client = client_for(crowd[0])
    with CaptureQueriesContext(connection) as queries:
        client.get("/rewards/leaderboard/")
        client.get("/rewards/")
    reads = [q["sql"] for q in queries if 'FROM "gamification_leaderboard"' in q["sql"]]
    assert reads
    assert all("LIMIT" in sql for sql in reads)


def test_far_behind_the_rank_is_that_of_the_last_count(
    crowd: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_staff(crowd[0]):
        board.rank(at=NOW)
    monkeypatch.setattr(selected, "LIVE", 2)
    assert [rank for rank, _name, _points in lines(crowd[0])] == [1, 2, 2, 4, 5]
    with as_user(crowd[0]):
        assert selected.rank(board="all", points=9) == 5
        assert selected.rank(board="all", points=35) == 4
        assert selected.rank(board="all", points=51) == 1


def test_a_count_anew_follows_every_change(crowd: list[User]) -> None:
    with as_staff(crowd[0]):
        board.rank(at=NOW)
        before = dict(LeaderboardRank.objects.filter(board="all").values_list("points", "pk"))
    give(crowd[4], 31, key="more")
    with as_staff(crowd[0]):
        board.rank(at=NOW)
        rows = LeaderboardRank.objects.filter(board="all").order_by("-points")
        assert list(rows.values_list("points", "ahead", "at")) == [
            (50, 0, 1),
            (40, 1, 3),
            (30, 4, 1),
        ]
        assert set(rows.values_list("pk", flat=True)) <= set(before.values())


@pytest.mark.parametrize(
    ("index", "query"),
    [
        (
            "leaderboard_order",
            lambda _user: LeaderboardRow.objects.filter(board="all", points__gt=0).order_by(
                "-points", "pseudonym"
            )[:100],
        ),
        (
            "leaderboard_ranks_once",
            lambda _user: LeaderboardRank.objects.filter(board="all", points__gt=9).order_by(
                "points"
            )[:1],
        ),
        (
            "points_ledger_history",
            lambda user: LedgerEntry.objects.filter(user=user).order_by("-created_at", "-pk")[:50],
        ),
    ],
)
def test_an_index_serves_each_list(crowd: list[User], index: str, query: Any) -> None:
    with as_user(crowd[0]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        plan = query(crowd[0]).explain()
    assert index in plan


def test_boards_of_months_that_are_over_go(crowd: list[User]) -> None:
    with as_staff(crowd[0]):
        assert board.rank(at=NOW) == 8
        board.rank(at=NOW + timedelta(days=31))
        assert set(LeaderboardRow.objects.values_list("board", flat=True)) == {"all"}
        assert set(LeaderboardRank.objects.values_list("board", flat=True)) == {"all"}


def test_who_closes_the_account_leaves_the_board(crowd: list[User], rewards: User) -> None:
    with as_staff(rewards):
        User.objects.filter(pk=crowd[0].pk).update(deletion_due_at=NOW)
        board.rank(at=NOW)
    assert "heron 0" not in [name for _rank, name, _points in lines(crowd[1])]


def test_leaving_leaves_nothing(crowd: list[User]) -> None:
    with as_user(crowd[0]):
        assert board.leave(user=crowd[0])
        assert not board.leave(user=crowd[0])
    with as_user(crowd[1]):
        preferences.change(user=crowd[1], takes_part=False)
    assert [name for _rank, name, _points in lines(crowd[2])] == ["heron 2", "heron 3", "heron 4"]
    with pytest.raises(ValidationError, match="switched off"):
        join(crowd[1], "heron 1")


def test_nothing_that_others_see_says_who_it_is(crowd: list[User]) -> None:
    alice, bob = crowd[:2]
    with as_user(bob), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(l)::text FROM gamification_leaderboard l")
        rows = " ".join(row for (row,) in cursor.fetchall())
        assert [m.user_id for m in LeaderboardMember.objects.all()] == [bob.pk]
    for known in (str(alice.pk), alice.email, "alice"):
        assert known not in rows.lower()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE gamification_leaderboard SET points = 9",
        "DELETE FROM gamification_leaderboard",
        "UPDATE gamification_leaderboard_members SET pseudonym = 'x-x'",
        "UPDATE gamification_leaderboard_ranks SET ahead = 0",
    ],
)
def test_no_sql_of_a_page_changes_the_board(crowd: list[User], sql: str) -> None:
    with as_user(crowd[0]), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        connection.cursor().execute(sql)


def test_a_name_is_taken_once_whatever_its_case(alice: User, bob: User, rewards: User) -> None:
    join(alice, "Slow  Heron")
    with pytest.raises(ValidationError, match="Somebody else"):
        join(bob, "slow heron")
    assert join(alice, "Quick Heron").pseudonym == "Quick Heron"
    give(alice, 5)
    assert lines(bob) == [(1, "Quick Heron", 5)]


@pytest.mark.parametrize(
    "name",
    ["", "ab", "x" * 25, "alice@example.org", "alice.org", "a<b>c", "a\u202eb c", "-heron",
     "heron_", "Ad-min", "NumoraQ", "Alice", "a.l.i.c.e", "🦊🦊🦊"],
)  # fmt: skip
def test_what_is_no_pseudonym_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        pseudonyms.clean(name, email="alice@example.org", own_name="Alice Smith")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("  slow   heron ", "slow heron"), ("ｈｅｒｏｎ", "heron"), ("Ação_77", "Ação_77")],
)
def test_pseudonyms_are_kept_in_one_form(name: str, kept: str) -> None:
    assert pseudonyms.clean(name, email="alice@example.org", own_name="") == kept


def test_joining_and_leaving_on_the_page(alice: User, rewards: User, client_for: ClientFor) -> None:
    give(alice, 5)
    client = client_for(alice)
    url = "/rewards/leaderboard/"
    refused = client.post(f"{url}join/", {"pseudonym": "alice@example.org"})
    assert refused.status_code == 422
    assert "no e-mail address" in refused.content.decode()
    client.post(f"{url}join/", {"pseudonym": "slow-heron"})
    assert "you: slow-heron" in client.get(url).content.decode()
    assert "You are at place 1" in client.get(url).content.decode()
    client.post(f"{url}leave/")
    assert "slow-heron" not in client.get(f"{url}?after=%00").content.decode()


def test_the_api_joins_shows_and_leaves(alice: User, rewards: User, client_for: ClientFor) -> None:
    give(alice, 5)
    client = client_for(alice)
    url, json = "/api/v1/points/leaderboard/", "application/json"
    assert client.put(f"{url}me/", {"pseudonym": "a@b"}, json).status_code == 400
    assert client.put(f"{url}me/", {"pseudonym": "slow-heron"}, json).status_code == 200
    told = client.get(url).json()
    assert told["own"] == told["results"][0]
    assert told["own"] == {
        "rank": 1,
        "pseudonym": "slow-heron",
        "points": 5,
        "tier": "NEWCOMER",
        "is_own": True,
    }
    assert client.delete(f"{url}me/").status_code == 204
    assert client.get(url).json()["results"] == []


def test_staff_take_off_a_name_that_offends(alice: User, rewards: User) -> None:
    give(alice, 5)
    member = join(alice, "rude-heron")
    client = cms_of(rewards)
    page = client.get("/gamification/leaderboardmember/?q=RUDE-heron").content.decode()
    assert alice.email in page
    client.post(
        "/gamification/leaderboardmember/?q=rude-heron",
        {"action": "remove", "_selected_action": str(member.pk), "reason": "Rude"},
    )
    assert lines(alice) == []


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_a_name_one_gets_it() -> None:
    load_rewards()
    people = [make_person(f"p{number}") for number in range(6)]

    def attempt(person: User) -> bool:
        try:
            join(person, "slow heron")
        except ValidationError:
            return False
        return True

    assert sum(at_once(attempt, people)) == 1
