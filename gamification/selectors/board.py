"""The leaderboard as one person sees it: never more rows than a page, never a count of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from accounts.models import User
from gamification.models import LeaderboardMember, LeaderboardRank, LeaderboardRow, Tier

ON_A_PAGE: Final = 100
TOP: Final = 5
LIVE: Final = 1_000  # places that are counted at the moment; the others every few minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of the board. Who has as many points has the same rank."""

    rank: int
    pseudonym: str
    points: int
    tier: str
    step: int
    is_own: bool

    @property
    def title(self) -> str:
        """Return what the tier is called."""
        return str(Tier(code=self.tier))


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A page of the board, and where whoever looks stands; `own` is None for who did not join.

    The next page begins after the pseudonym `next`, at the place `start_of_next`.
    """

    places: Sequence[Place]
    own: Place | None
    next: str
    start_of_next: int


def member(*, user: User) -> LeaderboardMember | None:
    """Return under which pseudonym a person is on the leaderboard, None when they are not."""
    return LeaderboardMember.objects.filter(user=user).first()


def page(
    *, user: User, board: str, after: str = "", start: int = 0, size: int = ON_A_PAGE
) -> Board:
    """Return at most `size` lines of a board, those after a pseudonym, `start` being before them.

    A pseudonym that is not there is the beginning.
    """
    rows = LeaderboardRow.objects.filter(board=board, points__gt=0)
    last = rows.filter(pseudonym=after).first() if after else None
    if last:
        behind = Q(points__lt=last.points) | Q(points=last.points, pseudonym__gt=last.pseudonym)
        rows_after = rows.filter(behind, points__lte=last.points)
    else:
        rows_after, start = rows, 0
    found = list(rows_after.order_by("-points", "pseudonym")[: size + 1])
    own = member(user=user)
    steps = _steps()
    places = _numbered(found[:size], start, own, steps)
    mine = rows.filter(member_id=own.key).first() if own else None
    return Board(
        places=places,
        own=_place(mine, rank(board=board, points=mine.points), own, steps) if mine else None,
        next=found[size - 1].pseudonym if found[size:] else "",
        start_of_next=start + size,
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


def _numbered(
    rows: Sequence[LeaderboardRow],
    start: int,
    own: LeaderboardMember | None,
    steps: dict[str, int],
) -> list[Place]:
    places: list[Place] = []
    for number, row in enumerate(rows, start + 1):
        if places and places[-1].points == row.points:
            number = places[-1].rank  # noqa: PLW2901
        elif not places and start:
            number = rank(board=row.board, points=row.points)  # noqa: PLW2901
        places.append(_place(row, number, own, steps))
    return places


def _place(
    row: LeaderboardRow, number: int, own: LeaderboardMember | None, steps: dict[str, int]
) -> Place:
    return Place(
        rank=number,
        pseudonym=row.pseudonym,
        points=row.points,
        tier=row.tier,
        step=steps.get(row.tier, 1),
        is_own=own is not None and row.member_id == own.key,
    )


def _steps() -> dict[str, int]:
    codes = Tier.objects.order_by("threshold").values_list("code", flat=True)
    return {code: step for step, code in enumerate(codes, 1)}
