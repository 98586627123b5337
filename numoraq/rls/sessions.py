"""Sessions read and written by the login role alone.

A person's role has no right on the session table, so a statement injected into a page that
runs as that person cannot read the keys of other people's sessions.
"""

from typing import Any

from django.contrib.sessions.backends.cached_db import SessionStore as CachedSessionStore
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from redis import RedisError

from numoraq.rls.identity import as_login_role


class SessionStore(CachedSessionStore):
    """Django's cached database sessions, under the login role."""

    def load(self) -> dict[str, Any]:
        """Return the session's data, from the cache or else from the database.

        While the cache is away, people stay signed in: the database knows them too.
        """
        with as_login_role():
            try:
                return super().load()
            except (RedisError, OSError):
                return DatabaseSessionStore.load(self)

    def exists(self, session_key: str) -> bool:
        """Return whether a session key is taken."""
        with as_login_role():
            return super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        """Write the session's data."""
        with as_login_role():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        """Remove a session, the current one by default."""
        with as_login_role():
            super().delete(session_key)

    @classmethod
    def clear_expired(cls) -> None:
        """Remove the sessions that have ended."""
        with as_login_role():
            super().clear_expired()

    async def aload(self) -> dict[str, Any]:
        """Return the session's data, in an async view."""
        with as_login_role():
            return await super().aload()

    async def aexists(self, session_key: str) -> bool:
        """Return whether a session key is taken, in an async view."""
        with as_login_role():
            return await super().aexists(session_key)

    async def asave(self, must_create: bool = False) -> None:
        """Write the session's data, in an async view."""
        with as_login_role():
            await super().asave(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        """Remove a session, in an async view."""
        with as_login_role():
            await super().adelete(session_key)
