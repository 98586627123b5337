"""The pages of the leaderboard: each begins where the one before ended, with the right ranks."""

import random
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from conftest import ClientFor, make_person
from gamification.models import LeaderboardMember, LeaderboardRank, LeaderboardRow
from gamification.selectors import board as selected
from gamification.services import board
from gamification.tests.test_board import join, lines, seen
from gamification.tests.test_points import NOW, give
from numoraq.rls.identity import as_login_role, as_staff, as_user

Line = tuple[int, str, int]


def crowd(points: list[int]) -> None:
    """Have strangers with so many points on the board, without any history."""
    with as_login_role():
        for number, many in enumerate(points):
            user = make_person(f"stranger{number}")
            name = f"crane {number:03}"
            member = LeaderboardMember.objects.create(user=user, pseudonym=name, joined_at=NOW)
            LeaderboardRow.objects.create(
                member=member, board="all", pseudonym=name, points=many, tier="NEWCOMER"
            )


def by_hand(points: list[int]) -> list[Line]:
    """Return the board as one counts it on paper."""
    rows = sorted((-many, f"crane {number:03}") for number, many in enumerate(points) if many > 0)
    return [(1 + sum(other < many for other, _ in rows), name, -many) for many, name in rows]


def turned(user: User, size: int) -> list[Line]:
    """Return the lines of all pages, one after the other."""
    found: list[Line] = []
    after = ""
    while True:
        shown = seen(user, after=after, size=size)
        found += [(p.rank, p.pseudonym, p.points) for p in shown.places]
        after = shown.next
        if not after:
            return found


@pytest.mark.parametrize("seed", range(3))
def test_ranks_are_those_of_the_whole_board_on_every_page(
    alice: User, rewards: User, seed: int
) -> None:
    chance = random.Random(seed)
    points = [chance.choice([0, 1, 1, 2, 3, 3, 50]) for _number in range(14)]
    crowd(points)
    for size in (1, 2, 3, 5, 100):
        assert turned(alice, size) == by_hand(points)


def test_a_row_of_equals_goes_over_three_pages(alice: User, rewards: User) -> None:
    points = [9, 7, 7, 7, 7, 7, 3, 3, 1]
    crowd(points)
    assert [rank for rank, _name, _points in turned(alice, 2)] == [1, 2, 2, 2, 2, 2, 7, 7, 9]


def test_a_page_costs_two_looks_at_ranks_at_most(alice: User, rewards: User) -> None:
    crowd([9, 7, 7, 6, 5, 4, 3, 2, 1])
    after = seen(alice, size=2).next
    with CaptureQueriesContext(connection) as queries:
        seen(alice, size=100, after=after)
    counts = [q["sql"] for q in queries if "COUNT(*)" in q["sql"]]
    assert len(counts) == 2


@pytest.mark.parametrize(
    "after",
    ["x", ":", "7", "-7:crane 001", "7.5:crane 001", "٧:crane 001", "99999999999:crane 001",
     "9999999999:x", "7:", "7:\0", "crane 001", ":crane 001"],
)  # fmt: skip
def test_nonsense_is_the_beginning(
    alice: User, rewards: User, client_for: ClientFor, after: str
) -> None:
    crowd([7, 7, 3])
    assert lines(alice, after=after) == by_hand([7, 7, 3])
    page = client_for(alice).get("/rewards/leaderboard/", {"after": after})
    assert page.status_code == 200


def test_who_left_is_still_a_place_to_go_on_from(alice: User, rewards: User) -> None:
    """A cursor names points, so nobody who reads is thrown back to the beginning."""
    crowd([9, 7, 5, 3])
    after = seen(alice, size=2).next
    with as_login_role():
        LeaderboardMember.objects.filter(pseudonym="crane 001").delete()
    assert lines(alice, after=after) == [(2, "crane 002", 5), (3, "crane 003", 3)]


def test_nothing_that_is_sent_changes_a_rank(
    alice: User, rewards: User, client_for: ClientFor
) -> None:
    crowd([9, 7, 5])
    client = client_for(alice)
    url = "/api/v1/points/leaderboard/"
    first: Any = client.get(url, {"size": 1}).json()
    assert first["results"][0]["rank"] == 1
    assert set(first) == {"results", "own", "next"}
    second = client.get(url, {"size": 1, "cursor": first["next"]}).json()
    assert [line["rank"] for line in second["results"]] == [2]
    assert client.get(url, {"size": 1, "start": 500}).status_code == 400
    page = client.get("/rewards/leaderboard/", {"after": first["next"], "start": "500"})
    assert page.context["board"].places[0].rank == 2


def test_the_link_to_the_next_page_leads_there(
    alice: User, rewards: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd([9, 7])
    give(alice, 8)
    join(alice, "Ação_77")
    monkeypatch.setattr(selected.page, "__kwdefaults__", {"after": "", "size": 2})
    client = client_for(alice)
    text = client.get("/rewards/leaderboard/").content.decode()
    found = re.search(r'rel="next" href="([^"]+)"', text)
    assert found
    following = client.get(f"/rewards/leaderboard/{unescape(found[1])}").content.decode()
    assert "crane 001" in following
    assert "crane 000" not in following
    assert 'rel="next"' not in following


def test_the_longest_cursor_is_taken(alice: User, rewards: User, client_for: ClientFor) -> None:
    cursor = f"{2_147_483_647}:{'W' * 24}"
    assert len(cursor) == selected.CURSOR
    url = "/api/v1/points/leaderboard/"
    assert client_for(alice).get(url, {"cursor": cursor}).status_code == 200
    assert client_for(alice).get(url, {"cursor": f"{cursor}W"}).status_code == 400


def test_an_index_serves_a_page_that_goes_on(alice: User, rewards: User) -> None:
    crowd([9, 7, 7, 5])
    with CaptureQueriesContext(connection) as queries:
        assert lines(alice, after="7:crane 001")
    [sql] = [q["sql"] for q in queries if "LIMIT 101" in q["sql"]]
    with as_user(alice), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "leaderboard_order" in plan
    reads = [q["sql"] for q in queries if 'FROM "gamification_leaderboard"' in q["sql"]]
    assert not [sql for sql in reads if '"pseudonym" =' in sql]


def test_a_count_begun_before_midnight_leaves_the_new_month(
    alice: User, bob: User, rewards: User
) -> None:
    at = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    join(alice, "slow heron")
    give(alice, 5, key="late", at=at)
    give(alice, 7, key="early", at=at + timedelta(seconds=2))
    with as_staff(rewards):
        board.rank(at=at + timedelta(seconds=2))
        board.rank(at=at)  # one that was begun before, and comes late
        kept = set(LeaderboardRank.objects.values_list("board", flat=True))
    assert kept == {"all", "2026-12"}
    assert lines(bob, "2026-12") == [(1, "slow heron", 7)]
    assert lines(bob) == [(1, "slow heron", 12)]
