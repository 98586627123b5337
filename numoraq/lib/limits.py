"""The cache behind rate limits: one for all processes, and while it is away each its own.

Without it nobody could sign in while Valkey is away; without any limit everybody could try
passwords then. What is counted meanwhile is forgotten when the shared cache is back.
"""

import time
from typing import Any, cast

from django.core.cache import BaseCache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.utils.connection import ConnectionProxy
from redis import RedisError

ALIAS = "limits"
PAUSE = 2.0  # seconds for which a cache that did not answer is not asked again
_MOST = 10_000  # entries in the memory of a process

cache = cast("BaseCache", ConnectionProxy(caches, ALIAS))  # of the thread that asks


class _Outage:
    until = 0.0  # on the monotonic clock; of the process, as connections are of a thread


class SteadyCache(RedisCache):
    """Redis or Valkey, and the memory of the process in its place."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache(ALIAS, {**params, "OPTIONS": {"MAX_ENTRIES": _MOST}})

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        """Return what is kept under a key, or a default."""
        return self._ask("get", key, *args, **kwargs)

    def add(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep a value unless there is one; return whether it was kept."""
        return bool(self._ask("add", key, *args, **kwargs))

    def set(self, key: Any, *args: Any, **kwargs: Any) -> None:
        """Keep a value."""
        self._ask("set", key, *args, **kwargs)

    def delete(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Forget a value; return whether there was one."""
        return bool(self._ask("delete", key, *args, **kwargs))

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= _Outage.until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError):
                _Outage.until = time.monotonic() + PAUSE
        return getattr(self._own, name)(*args, **kwargs)
