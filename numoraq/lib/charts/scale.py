"""Values to places: a linear scale with round steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, isfinite, log10

Number = Decimal | float | int
STEPS = (1, 2, 2.5, 5, 10)
_NOTHING = 1e-9  # smaller than the smallest coin: drawn as zero


@dataclass(frozen=True, slots=True)
class Scale:
    """A span of values and the round values within it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @property
    def step(self) -> float:
        """Return the distance between two ticks, or 0 when there are fewer."""
        return self.ticks[1] - self.ticks[0] if len(self.ticks) > 1 else 0.0

    def at(self, value: float) -> float:
        """Return the place of a value in per cent from the top."""
        return 100 * (self.high - value) / (self.high - self.low)


def floats(values: Iterable[Number]) -> list[float]:
    """Return values as geometry. Raises ValueError for what is not a finite number."""
    found = [float(value) for value in values]
    if not all(map(isfinite, found)):
        raise ValueError("a chart needs finite numbers")
    return found


def fit(
    values: Iterable[float],
    *,
    steps: int = 4,
    above: float = 0.0,
    below: float = 0.0,
    whole: bool = False,
) -> Scale:
    """Return a scale that holds all values, ending on round ones; on whole ones if asked.

    With `above` or `below`, shares of the span, it ends there instead and keeps that much air.
    """
    low, high = _span(list(values))
    ticks = _round_values(low, high, steps, whole=whole)
    if above or below:
        air = high - low
        low, high = low - air * below, high + air * above
        return Scale(low, high, tuple(tick for tick in ticks if low <= tick <= high))
    return Scale(ticks[0], ticks[-1], tuple(ticks))


def _span(values: list[float]) -> tuple[float, float]:
    """Return the ends of values, moved apart when they are too close to draw between."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    size = max(abs(low), abs(high))
    if size < _NOTHING:
        return 0.0, 1.0
    if high - low > size * 1e-6:
        return low, high
    return low - size * 0.05, high + size * 0.05


def _round_values(low: float, high: float, steps: int, *, whole: bool) -> list[float]:
    raw = max(high / steps - low / steps, 1.0 if whole else 0.0)
    power = 10.0 ** floor(log10(raw))
    sizes = [factor * power for factor in STEPS if not whole or factor * power % 1 == 0]
    step = min(sizes, key=lambda size: abs(size - raw))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [place * step for place in range(first, last + 1)]
