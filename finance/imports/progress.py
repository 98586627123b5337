"""How far a job has come. Kept in the cache: what a transaction writes is seen at its end."""

import logging
from uuid import UUID

from django.core.cache import cache

_SECONDS = 3600
_log = logging.getLogger(__name__)


def report(import_id: UUID, done: int) -> None:
    """Remember how many rows are done. A cache that is away costs the bar, not the job."""
    try:
        cache.set(_key(import_id), done, _SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever the cache's client raises
        _log.warning("progress of an import not kept: %s", error)


def done(import_id: UUID) -> int | None:
    """Return how many rows are done, or None when nobody knows."""
    try:
        found: int | None = cache.get(_key(import_id))
    except Exception:  # noqa: BLE001 - as above
        return None
    return found


def clear(import_id: UUID) -> None:
    """Forget it: the next job begins anew."""
    report(import_id, 0)


def _key(import_id: UUID) -> str:
    return f"import-rows:{import_id}"
