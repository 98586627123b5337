"""Which tier points lead to."""

from collections.abc import Iterable
from typing import Protocol


class Step(Protocol):
    """Anything with a threshold in points."""

    @property
    def threshold(self) -> int:
        """Return the points from which it is held."""


class NoTier(LookupError):
    """There is no tier for so few points: the tiers were not loaded."""


def tier_for[S: Step](*, points: int, tiers: Iterable[S]) -> S:
    """Return the tier with the highest threshold that is not above the points.

    The order of the tiers does not matter. Points below zero count as none. Raises NoTier.
    """
    reached = [tier for tier in tiers if tier.threshold <= max(points, 0)]
    if not reached:
        raise NoTier(points)
    return max(reached, key=lambda tier: tier.threshold)


def next_after[S: Step](*, points: int, tiers: Iterable[S]) -> S | None:
    """Return the next tier to reach, None at the top."""
    ahead = [tier for tier in tiers if tier.threshold > max(points, 0)]
    return min(ahead, key=lambda tier: tier.threshold, default=None)
