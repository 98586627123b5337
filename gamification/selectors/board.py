"""The leaderboard as one person sees it: never more rows than a page, never a count of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from accounts.models import User
from gamification.models import LeaderboardMember, LeaderboardRank, LeaderboardRow, Tier
from gamification.models.board import LONGEST

ON_A_PAGE: Final = 100
TOP: Final = 5
CURSOR: Final = LONGEST + 11  # letters
_DIGITS: Final = 10
LIVE: Final = 1_000  # places that are counted at the moment; the others every few minutes

type _Cursor = tuple[int, str]
type _Step = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of the board. Who has as many points has the same rank; `title` is of the tier."""

    rank: int
    pseudonym: str
    points: int
    tier: str
    title: str
    step: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A page of the board, and where whoever looks stands; `own` is None for who did not join.

    The next page begins after `next`, which is empty at the end.
    """

    places: Sequence[Place]
    own: Place | None
    next: str


def member(*, user: User) -> LeaderboardMember | None:
    """Return under which pseudonym a person is on the leaderboard, None when they are not."""
    return LeaderboardMember.objects.filter(user=user).first()


def page(*, user: User, board: str, after: str = "", size: int = ON_A_PAGE) -> Board:
    """Return at most `size` lines of a board, those after `next` of the page before.

    Nonsense is the beginning.
    """
    rows = LeaderboardRow.objects.filter(board=board, points__gt=0)
    last = _read(after)
    rows_after = rows
    if last:
        points, name = last
        behind = Q(points__lt=points) | Q(points=points, pseudonym__gt=name)
        rows_after = rows.filter(behind, points__lte=points)
    found = list(rows_after.order_by("-points", "pseudonym")[: size + 1])
    own = member(user=user)
    steps = _steps()
    mine = rows.filter(member_id=own.key).first() if own else None
    return Board(
        places=[
            _place(row, number, own, steps)
            for row, number in zip(found, _ranks(found[:size], last), strict=False)
        ],
        own=_place(mine, rank(board=board, points=mine.points), own, steps) if mine else None,
        next=_written(found[size - 1]) if found[size:] else "",
    )


def rank(*, board: str, points: int) -> int:
    """Return the place of so many points: one more than there are people with more.

    Exact among the first thousand; behind them as of the last count, some minutes ago.
    """
    ahead = LeaderboardRow.objects.filter(board=board, points__gt=points)
    close = _count_up_to(ahead.order_by("-points"), LIVE)
    if close < LIVE:
        return close + 1
    counted = LeaderboardRank.objects.filter(board=board, points__gt=points)
    nearest = counted.order_by("points").first()
    return max(nearest.ahead + nearest.at if nearest else 0, close) + 1


def _count_up_to(rows: QuerySet[LeaderboardRow], most: int) -> int:
    return rows[:most].count()


def _ranks(rows: Sequence[LeaderboardRow], last: _Cursor | None) -> list[int]:
    """Return the ranks of consecutive rows.

    Those who have as many points as the last row of the page before began there: the first who
    has fewer is looked up, too.
    """
    ranks: list[int] = []
    for place, row in enumerate(rows):
        if place and rows[place - 1].points == row.points:
            ranks.append(ranks[-1])
        elif last and (not place or (ranks[-1] == ranks[0] and rows[0].points == last[0])):
            ranks.append(rank(board=row.board, points=row.points))
        else:
            begun = ranks.index(ranks[-1]) if ranks else 0
            ranks.append(ranks[-1] + place - begun if ranks else 1)
    return ranks


def _written(row: LeaderboardRow) -> str:
    return f"{row.points}:{row.pseudonym}"


def _read(cursor: str) -> _Cursor | None:
    """Return points and pseudonym of the last row of the page before, None for nonsense."""
    points, _colon, name = cursor.partition(":")
    if not (points.isascii() and points.isdigit() and len(points) <= _DIGITS) or "\0" in name:
        return None
    return int(points), name


def _place(
    row: LeaderboardRow, number: int, own: LeaderboardMember | None, steps: dict[str, _Step]
) -> Place:
    step, title = steps.get(row.tier) or (1, str(Tier(code=row.tier)))
    return Place(
        rank=number,
        pseudonym=row.pseudonym,
        points=row.points,
        tier=row.tier,
        title=title,
        step=step,
        is_own=own is not None and row.member_id == own.key,
    )


def _steps() -> dict[str, _Step]:
    """Return of each tier the step it is, and what staff or we call it."""
    tiers = Tier.objects.order_by("threshold")
    return {tier.code: (step, str(tier)) for step, tier in enumerate(tiers, 1)}
