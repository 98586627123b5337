"""When something is achieved: conditions on facts, which apps above tell of a person.

feats.register("finance", facts)   # facts(user=..., today=...) -> {"currencies": 5, ...}
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.models import User
from gamification.models import Achievement

type Facts = Mapping[str, int]
type Tell = Callable[..., Facts]

_tells: dict[str, Tell] = {}
_Code = Achievement.Code


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact that has to be so much at least."""

    fact: str
    least: int

    def holds(self, facts: Facts) -> bool:
        """Return whether it does; a fact nobody tells of is none."""
        return facts.get(self.fact, 0) >= self.least


CONDITIONS: Final[dict[str, Condition]] = {
    _Code.FIRST_LOOK: Condition("days", 1),
    _Code.WEEK: Condition("days_in_a_row", 7),
    _Code.MONTH: Condition("days_in_a_row", 30),
    _Code.HUNDRED: Condition("days_in_a_row", 100),
    _Code.YEAR: Condition("days", 365),
    _Code.FIRST_NUMBER: Condition("entries", 1),
    _Code.TRUE_PICTURE: Condition("balances_of_this_month", 3),
    _Code.REVIEWER: Condition("months_reviewed", 6),
    _Code.ARCHIVIST: Condition("months_of_history", 24),
    _Code.POLYGLOT: Condition("currencies", 5),
    _Code.SPREAD: Condition("kinds_of_assets", 4),
    _Code.DEBT_TENTH: Condition("percent_of_a_debt_paid", 10),
    _Code.DEBT_PAID: Condition("debts_paid", 1),
    _Code.KEEPER: Condition("months_kept", 3),
    _Code.CUSHION: Condition("months_of_cushion", 3),
    _Code.BIG_CUSHION: Condition("months_of_cushion", 6),
    _Code.HOST: Condition("friends", 1),
}


def register(name: str, tell: Tell) -> None:
    """Have `tell(user=..., today=...)` give facts about a person; it runs as that person."""
    _tells[name] = tell


def facts(*, user: User, today: date) -> dict[str, int]:
    """Return what all apps tell of a person. Runs as that person."""
    told: dict[str, int] = {}
    for name in sorted(_tells):
        told.update(_tells[name](user=user, today=today))
    return told


def achieved(told: Facts) -> set[str]:
    """Return the codes of what is achieved with some facts."""
    return {code for code, condition in CONDITIONS.items() if condition.holds(told)}
