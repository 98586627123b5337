"""Sessions read and written by the login role alone.

A person's role has no right on the session table, so a statement injected into a page that
runs as that person cannot read the keys of other people's sessions.

The cache may be away: then the database alone is asked. What it still holds when it comes back
signs nobody in again: a session also has a row of its app's, which is gone by then.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore as CachedSessionStore
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.core.cache import caches
from django.db import transaction
from redis import RedisError

from numoraq.rls.identity import as_login_role

logger = logging.getLogger(__name__)

_AWAY = (RedisError, OSError)


class SessionStore(CachedSessionStore):
    """Django's cached database sessions, under the login role."""

    def load(self) -> dict[str, Any]:
        """Return the session's data, from the cache or else from the database.

        While the cache is away, people stay signed in: the database knows them too.
        """
        with as_login_role():
            try:
                return super().load()
            except _AWAY:
                return DatabaseSessionStore.load(self)

    def exists(self, session_key: str) -> bool:
        """Return whether a session key is taken."""
        with as_login_role():
            try:
                return super().exists(session_key)
            except _AWAY:
                return DatabaseSessionStore.exists(self, session_key)

    def save(self, must_create: bool = False) -> None:
        """Write the session's data."""
        with as_login_role():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        """Remove a session, the current one by default."""
        key = session_key or self.session_key
        if key is None:
            return
        cached = caches[settings.SESSION_CACHE_ALIAS]
        forget = partial(cached.delete, self.cache_key_prefix + key)
        with as_login_role():
            _quietly(forget)
            DatabaseSessionStore.delete(self, key)
            # Until the commit another request still finds the row, and would cache it once more.
            transaction.on_commit(partial(_quietly, forget))

    @classmethod
    def clear_expired(cls) -> None:
        """Remove the sessions that have ended."""
        with as_login_role():
            super().clear_expired()

    async def aload(self) -> dict[str, Any]:
        """Return the session's data, in an async view."""
        return await sync_to_async(self.load)()

    async def aexists(self, session_key: str) -> bool:
        """Return whether a session key is taken, in an async view."""
        return await sync_to_async(self.exists)(session_key)

    async def asave(self, must_create: bool = False) -> None:
        """Write the session's data, in an async view."""
        with as_login_role():
            await super().asave(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        """Remove a session, in an async view."""
        await sync_to_async(self.delete)(session_key)


def _quietly(forget: Callable[[], Any]) -> None:
    try:
        forget()
    except _AWAY:
        logger.warning("the cache is away while a session ends", exc_info=True)
