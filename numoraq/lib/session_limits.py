"""How long people stay signed in, and in how many places at once: read from the environment."""

from dataclasses import dataclass
from datetime import timedelta

from numoraq.lib import env


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Limits of one kind of people; None is without one.

    `lifetime` counts from signing in, `idle` from the last use. `at_once` is how many sessions
    there may be: with one, signing in ends the session before it.
    """

    lifetime: timedelta | None = None
    idle: timedelta | None = None
    at_once: int | None = None


def read(prefix: str, *, hours: int, idle_hours: int, at_once: int) -> SessionLimits:
    """Return the limits under a prefix of variables, with their defaults; 0 is without one."""
    lifetime = env.number(f"{prefix}_HOURS", hours)
    idle = env.number(f"{prefix}_IDLE_HOURS", idle_hours)
    most = env.number(f"{prefix}S_AT_ONCE", at_once)
    return SessionLimits(
        timedelta(hours=lifetime) if lifetime else None,
        timedelta(hours=idle) if idle else None,
        most or None,
    )
