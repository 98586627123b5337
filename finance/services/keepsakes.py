"""Small things kept for a person for a while. Nothing may depend on their being there."""

import logging
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

from accounts.models import User

log = logging.getLogger(__name__)


def keep(*, user: User, name: str, value: Any, seconds: int) -> bool:
    """Keep a plain value under a name; return whether the cache took it."""
    try:
        cache.set(_key(user, name), value, seconds)
    except (RedisError, OSError) as error:
        log.warning("The cache is away: %s", error)
        return False
    return True


def find(*, user: User, name: str) -> Any:
    """Return what is kept under a name; None when nothing that can be read is."""
    try:
        return cache.get(_key(user, name))
    except (RedisError, OSError) as error:
        log.warning("The cache is away: %s", error)
        return None
    except (AttributeError, ImportError, TypeError, ValueError):
        return None  # kept by a release in which it had another form


def _key(user: User, name: str) -> str:
    return f"keepsake:{user.pk}:{name}"
