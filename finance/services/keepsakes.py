"""Small things kept for a person for a while. Nothing may depend on their being there."""

import logging
import pickle
from typing import Any, Final

from django.core.cache import cache
from redis.exceptions import RedisError

from accounts.models import User

log = logging.getLogger(__name__)

# What reading a value may raise when another release, whose classes are others, has kept it.
_UNREADABLE: Final = (
    *(pickle.UnpicklingError, AttributeError, ImportError, LookupError, EOFError),
    *(TypeError, ValueError),
)


def keep(*, user: User, name: str, value: Any, seconds: int) -> bool:
    """Keep a plain value under a name; return whether the cache took it."""
    try:
        cache.set(_key(user, name), value, seconds)
    except (RedisError, OSError) as error:
        log.warning("The cache is away: %s", error)
        return False
    return True


def find(*, user: User, name: str) -> Any:
    """Return what is kept under a name, None when nothing is or the cache is away.

    What cannot be read any more has expired.
    """
    try:
        return cache.get(_key(user, name))
    except (RedisError, OSError) as error:
        log.warning("The cache is away: %s", error)
    except _UNREADABLE as error:
        log.warning("What was kept cannot be read any more: %s", error)
    return None


def _key(user: User, name: str) -> str:
    return f"keepsake:{user.pk}:{name}"
