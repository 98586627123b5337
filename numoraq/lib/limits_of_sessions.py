"""How long people stay signed in, and in how many places at once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Limits of one kind of people; None is without one.

    `lifetime` counts from signing in, `idle` from the last use. `at_once` is how many sessions
    there may be: with one, signing in ends the session before it.
    """

    lifetime: timedelta | None = None
    idle: timedelta | None = None
    at_once: int | None = None

    @classmethod
    def of(cls, *, hours: int, idle_hours: int, at_once: int) -> Self:
        """Return limits from whole numbers, of which 0 is without a limit."""
        return cls(
            timedelta(hours=hours) if hours else None,
            timedelta(hours=idle_hours) if idle_hours else None,
            at_once or None,
        )
