"""Signs of life of the processes that serve no page: the worker and beat.

Beat sends a small job every ten seconds. That it was sent shows that beat lives, that it was
done shows that a worker takes jobs. Both moments are kept in the cache.
"""

import time

from django.core.cache import cache

from numoraq.lib import env

JOB = "ops.heartbeat"
PARTS = ("worker", "beat")
STALE = 45  # seconds after which a part counts as gone: four jobs missed
_KEPT = 3600  # seconds


def record(part: str, *, at: float | None = None) -> None:
    """Write down that a part lives. `at` is Unix seconds."""
    cache.set(_key(part), time.time() if at is None else at, _KEPT)


def ages(*, at: float) -> dict[str, float | None]:
    """Return the seconds since each part's last sign of life; None when there was none.

    What an earlier run left in the cache says nothing about this one.
    """
    found = cache.get_many([_key(part) for part in PARTS])
    signs = {part: found.get(_key(part), 0.0) for part in PARTS}
    return {
        part: max(0.0, at - sign) if sign > _started_at() else None for part, sign in signs.items()
    }


def _started_at() -> int:
    return env.number("NUMORAQ_STARTED_AT", 0)


def _key(part: str) -> str:
    return f"ops:heartbeat:{part}"
