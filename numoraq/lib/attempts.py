"""How often a job was begun: one that kills its worker is not begun for ever.

A job is acknowledged when it is done, so the broker delivers it again when its worker dies. It
marks such a delivery; only those are counted, and all others cost nothing.
"""

import logging
from typing import Any

from celery.exceptions import Reject
from django.core.cache import cache
from redis import RedisError

logger = logging.getLogger(__name__)
MOST = 3  # deliveries, the first one among them
_KEPT = 24 * 60 * 60  # seconds


def check(task: Any) -> None:
    """Return quietly when a task may be begun. Raises Reject, which counts as such a job.

    While the cache is away nothing is counted, and the task is begun.
    """
    if not (task.request.delivery_info or {}).get("redelivered"):
        return
    try:
        begun = _count(f"jobs:redelivered:{task.request.id}") + 1
    except (RedisError, OSError):
        return
    if begun > MOST:
        logger.error("job %s[%s] given up: %s workers died of it", task.name, task.request.id, MOST)
        raise Reject("its workers die", requeue=False)


def _count(key: str) -> int:
    cache.add(key, 0, _KEPT)
    return cache.incr(key)
