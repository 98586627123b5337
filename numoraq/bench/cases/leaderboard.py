"""A page and a rank of the leaderboard among very many people, and awards by several at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from gamification.selectors import board as selected
from gamification.services import board, points
from numoraq.bench import measure, people
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login

_MS_OF_A_PLACE: Final = 5.0
_MS_OF_AN_AWARD: Final = 50.0
_THREADS: Final = 8
_AT_ONCE: Final = 100_000  # rows of one statement
_TABLES: Final = (
    "auth_users",
    "gamification_leaderboard_members",
    "gamification_leaderboard",
    "gamification_leaderboard_ranks",
)
_KEY = "md5('one of the board ' || n)::uuid"
# Few have many points, most have some: as on every board.
_POINTS = "(60000 / (1 + n / 40.0))::integer + n %% 37 + 1"
_FILL = (
    f"""INSERT INTO auth_users (id, email, password, is_active, is_staff, is_superuser, is_demo,
        created_at, updated_at)
    SELECT {_KEY}, 'board-' || n || '@example.net', '', true, false, false, false, now(), now()
    FROM generate_series(%s, %s) AS n""",  # noqa: S608 - texts of ours
    f"""INSERT INTO gamification_leaderboard_members (user_id, key, pseudonym, joined_at)
    SELECT {_KEY}, {_KEY}, 'heron ' || n, now() FROM generate_series(%s, %s) AS n""",  # noqa: S608
    f"""INSERT INTO gamification_leaderboard (id, member_key, board, pseudonym, points, tier)
    SELECT {_KEY}, {_KEY}, 'all', 'heron ' || n, {_POINTS}, 'FRIEND'
    FROM generate_series(%s, %s) AS n""",  # noqa: S608 - texts of ours
)


def run(scale: Scale) -> list[Result]:
    """Return how long it takes at the top, in the middle, at the end; and to give points."""
    person = people.make(rows=0, today=scale.today)
    with _crowded(scale.rows_of_others), as_user(person):
        asked = {"the top": 50_000, "the middle": 60, "the end": 1}
        actions = [_page(person), *(_rank(number) for number in asked.values())]
        page, *ranks = measure.alternate(actions, rounds=scale.rounds * 10)
    count = f"{scale.rows_of_others:,}"
    places = [
        Result(f"leaderboard: rank at {where}", one.p50 * 1000, None, "ms", _MS_OF_A_PLACE)
        for where, one in zip(asked, ranks, strict=True)
    ]
    return [
        Result(f"leaderboard: a page, {count} people", page.p50 * 1000, None, "ms", _MS_OF_A_PLACE),
        *places,
        _awards(scale),
    ]


def _page(person: User) -> Callable[[], object]:
    return lambda: selected.page(user=person, board="all")


def _rank(number: int) -> Callable[[], object]:
    return lambda: selected.rank(board="all", points=number)


def _awards(scale: Scale) -> Result:
    """Give points in several threads, each to a person of its own."""
    receivers = [people.make(rows=0, today=scale.today) for _ in range(_THREADS)]

    def give(person: User) -> list[float]:
        with as_user(person):
            taken = [
                measure.timed(lambda number=number: _award(person, number))  # type: ignore[misc]
                for number in range(scale.requests)
            ]
        connection.close()
        return taken

    with ThreadPoolExecutor(_THREADS) as pool:
        seconds = [one for taken in pool.map(give, receivers) for one in taken]
    p99 = measure.Sample(tuple(seconds)).p99
    note = f"p99, {_THREADS} threads"
    return Result("points: an award", p99 * 1000, None, "ms", _MS_OF_AN_AWARD, note=note)


def _award(person: User, number: int) -> object:
    return points.award(
        person_id=person.pk,
        points=1,
        source="admin",
        idem_key=f"bench:{person.pk}:{number}",
        at=timezone.now(),
    )


@contextmanager
def _crowded(count: int) -> Iterator[None]:
    """Fill the board, count its ranks, and leave the tables as they were."""
    with as_service():
        for first in range(0, count, _AT_ONCE):
            with connections["worker"].cursor() as cursor:
                for statement in _FILL:
                    cursor.execute(statement, [first, min(first + _AT_ONCE, count) - 1])
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(_TABLES)}")
    with worker_login(), as_service():
        board.rank(at=timezone.now())
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE gamification_leaderboard_ranks")
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(_TABLES[1:])} CASCADE")
