"""How long people stay signed in, and in how many places at once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Limits of one kind of people; None is without one.

    `lifetime` counts from signing in, `idle` from the last use. `at_once` is how many sessions
    there may be: with one, signing in ends the session before it. `low_aal` is how long somebody
    who has a second factor may go without proving it.
    """

    lifetime: timedelta | None = None
    idle: timedelta | None = None
    at_once: int | None = None
    low_aal: timedelta | None = None

    @classmethod
    def of(cls, *, hours: int, idle_hours: int, at_once: int, low_aal_minutes: int = 0) -> Self:
        """Return limits from whole numbers, of which 0 is without a limit."""
        return cls(
            timedelta(hours=hours) if hours else None,
            timedelta(hours=idle_hours) if idle_hours else None,
            at_once or None,
            timedelta(minutes=low_aal_minutes) if low_aal_minutes else None,
        )
