"""Prices over time: through given points, with the unrest of a market between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import exp, log

from finance.demo import chance

_MEMORY = 0.965  # how much of yesterday's deviation is left today


@dataclass(frozen=True, slots=True)
class Path:
    """A price by share of the time told (0 to 1), and how far a day may throw it (0.02 = 2 %)."""

    points: tuple[tuple[float, float], ...]
    swing: float


def prices(path: Path, *, name: str, days: int) -> list[Decimal]:
    """Return a price for each of `days` days. The first and the last are those of the path."""
    last = max(days - 1, 1)
    unrest = _bridge(name, days, path.swing)
    return [
        Decimal(f"{exp(_level(path.points, day / last) + unrest[day]):.6f}") for day in range(days)
    ]


def _level(points: Sequence[tuple[float, float]], at: float) -> float:
    """Return the logarithm of the price between the two nearest points."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if at <= x1:
            return log(y0) + (log(y1) - log(y0)) * (at - x0) / (x1 - x0)
    return log(points[-1][1])


def _bridge(name: str, days: int, swing: float) -> list[float]:
    """Return deviations that remember yesterday, tied to zero at both ends."""
    loose, run = [], 0.0
    for day in range(days):
        run = run * _MEMORY + chance.noise(name, day) * swing
        loose.append(run)
    last = max(days - 1, 1)
    first, end = loose[0], loose[-1]
    return [value - first - (end - first) * day / last for day, value in enumerate(loose)]
