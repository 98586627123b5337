"""How far an archive has come. Kept in the cache: what a transaction writes is seen at its end."""

import logging
from uuid import UUID

from django.core.cache import cache

_SECONDS = 3600
_EVERY = 1 << 18  # bytes between two reports
_log = logging.getLogger(__name__)


class Reporter:
    """Remembers how many bytes of an archive are written, now and then."""

    def __init__(self, export_id: UUID) -> None:
        self._export_id = export_id
        self._last = 0

    def __call__(self, done: int) -> None:
        """Take a number of bytes. A cache that is away costs the figure, not the job."""
        if done - self._last < _EVERY:
            return
        self._last = done
        try:
            cache.set(_key(self._export_id), done, _SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever the cache's client raises
            _log.warning("progress of an archive not kept: %s", error)


def done(export_id: UUID) -> int | None:
    """Return how many bytes are written, or None when nobody knows."""
    try:
        found: int | None = cache.get(_key(export_id))
    except Exception:  # noqa: BLE001 - as above
        return None
    return found


def _key(export_id: UUID) -> str:
    return f"everything-bytes:{export_id}"
