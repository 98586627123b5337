"""Taking times so that two things can be compared."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Sample:
    """Durations of the same thing, in seconds."""

    seconds: tuple[float, ...]

    @property
    def p50(self) -> float:
        """Return the median, in seconds."""
        return median(self.seconds)

    @property
    def p99(self) -> float:
        """Return the 99th percentile, in seconds; the longest of fewer than a hundred."""
        if len(self.seconds) < 100:
            return max(self.seconds)
        return quantiles(self.seconds, n=100)[-1]


def timed(action: Callable[[], object]) -> float:
    """Return how long one call takes, in seconds."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def alternate(actions: Sequence[Callable[[], object]], *, rounds: int) -> list[Sample]:
    """Time several actions in turn, so that a busy moment of the machine meets all of them.

    One unmeasured round warms up. Returns a sample for each action.
    """
    taken: list[list[float]] = [[] for _ in actions]
    for number in range(rounds + 1):
        for action, seconds in zip(actions, taken, strict=True):
            duration = timed(action)
            if number:
                seconds.append(duration)
    return [Sample(tuple(seconds)) for seconds in taken]
