"""The leaderboard in the CMS costs the same however many are on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cms.tests.cast import cms_of
from conftest import make_person
from gamification.admin.board import LeaderboardRowAdmin
from gamification.tests.test_board import join
from gamification.tests.test_points import give

ROWS = "/gamification/leaderboardrow/"


@pytest.mark.parametrize("path", [ROWS, f"{ROWS}?board=all", f"{ROWS}?q=heron"])
def test_a_list_never_reads_the_whole_board(
    rewards: User, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LeaderboardRowAdmin, "list_per_page", 2)
    client, asked = cms_of(rewards), []
    for numbers in (range(3), range(3, 12)):
        for number in numbers:
            person = make_person(f"p{number}")
            give(person, 5 + number, key=person.email)
            join(person, f"heron {number}")
        client.get(path)  # content types and the like are remembered
        with CaptureQueriesContext(connection) as seen:
            assert "heron" in client.get(path).content.decode()
        asked.append([one["sql"] for one in seen if "gamification_leaderboard" in one["sql"]])
    few, many = asked
    assert len(many) == len(few) == 2
    assert all("LIMIT" in sql for sql in many), many


def test_a_board_is_chosen(rewards: User) -> None:
    person = make_person("alice")
    give(person, 5)
    join(person, "slow heron")
    client = cms_of(rewards)
    for board, count in (("all", 1), ("2020-01", 0)):
        assert client.get(f"{ROWS}?board={board}").context_data["cl"].result_count == count  # type: ignore[attr-defined]
