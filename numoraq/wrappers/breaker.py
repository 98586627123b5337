"""When to stop calling a provider that fails, and when to try again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from numoraq.wrappers.models import WrapperStat

LIMIT: Final = 5  # failures in a row that open it
# Longer than the hour between two calls of the rates' job: three are left out, then one is made.
PAUSE: Final = timedelta(hours=3, minutes=30)

type State = WrapperStat.Breaker


@dataclass(frozen=True, slots=True)
class Breaker:
    """The failures in a row so far, and when the last one was (aware UTC)."""

    failures: int = 0
    last_error_at: datetime | None = None

    def state(self, *, at: datetime, pause: timedelta = PAUSE) -> State:
        """Return whether calls are made at a moment: after a pause, one is tried."""
        if self.failures < LIMIT or self.last_error_at is None:
            return WrapperStat.Breaker.CLOSED
        if at < self.last_error_at + pause:
            return WrapperStat.Breaker.OPEN
        return WrapperStat.Breaker.HALF_OPEN
