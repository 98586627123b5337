"""How Valkey (or Redis) is used as cache and as broker, and how long a process waits for it."""

from typing import Any, Final

_PATIENCE: Final[dict[str, Any]] = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds
# A page waits two seconds at most for a broker that does not answer; its job is kept then.
PUBLISH: Final[dict[str, Any]] = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
TRANSPORT: Final[dict[str, Any]] = {**PUBLISH, **_PATIENCE}


def caches(address: str) -> dict[str, dict[str, Any]]:
    """Return Django's caches at an address; rate limits have one that is never away."""
    shared = {"LOCATION": address, "KEY_PREFIX": "nq", "OPTIONS": _PATIENCE}
    return {
        "default": {**shared, "BACKEND": "django.core.cache.backends.redis.RedisCache"},
        "limits": {**shared, "BACKEND": "numoraq.lib.limits.SteadyCache"},
    }
