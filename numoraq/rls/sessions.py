"""Sessions read and written by the login role alone.

A person's role has no right on the session table, so a statement injected into a page that
runs as that person cannot read the keys of other people's sessions.

The cache may be away: then the database alone is asked. What it still holds when it comes back
signs nobody in again: a session also has a row of its app's, which is gone by then.

An app that keeps rows beside sessions names them by `digest`: whoever reads that holds no key.
"""

import hashlib
import logging
from collections.abc import Callable, Collection
from contextlib import nullcontext
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.cached_db import SessionStore as CachedSessionStore
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connections, router, transaction
from redis import RedisError

from numoraq.rls.identity import as_login_role, current
from numoraq.rls.policies import SERVICE

logger = logging.getLogger(__name__)

_AWAY = (RedisError, OSError)
_DROP = (
    "DELETE FROM django_session WHERE encode(sha256(session_key::bytea), 'hex') = ANY(%s)"
    " RETURNING session_key"
)
_movers: list[Callable[["SessionStore", str], None]] = []


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
        """Write the session's data; nothing of one that was ended meanwhile lives on.

        Raises UpdateError for one that is gone otherwise: a newer cookie may be on its way.
        """
        try:
            with as_login_role():
                super().save(must_create)
        except UpdateError:
            if not was_dropped(self.session_key):
                raise
            self.clear()
            self.create()

    def cycle_key(self) -> None:
        """Give the session another key, and tell those who keep its digest."""
        before = self.session_key
        super().cycle_key()
        if before is not None:
            for tell in _movers:
                tell(self, before)

    async def acycle_key(self) -> None:
        """Give the session another key, in an async view."""
        await sync_to_async(self.cycle_key)()

    def delete(self, session_key: str | None = None) -> None:
        """Remove a session, the current one by default."""
        key = session_key or self.session_key
        if key is None:
            return
        with as_login_role():
            DatabaseSessionStore.delete(self, key)
            _forget(key)

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
        await sync_to_async(self.save)(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        """Remove a session, in an async view."""
        await sync_to_async(self.delete)(session_key)


def on_move(tell: Callable[[SessionStore, str], None]) -> None:
    """Have a function called with a session and the key it had, when it gets another one."""
    _movers.append(tell)


def digest(session_key: str) -> str:
    """Return what is kept of a key elsewhere: it names the session and opens nothing."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def drop(digests: Collection[str]) -> None:
    """Remove sessions by the digests of their keys. Runs as the service, else as the login role."""
    if not digests:
        return
    role = nullcontext() if current().role == SERVICE else as_login_role()
    with role, connections[router.db_for_write(Session)].cursor() as cursor:
        cursor.execute(_DROP, [list(digests)])
        keys = [key for (key,) in cursor.fetchall()]
        for key in keys:
            _forget(key)
    marks = dict.fromkeys(map(_mark, digests), True)
    _quietly(partial(_cache().set_many, marks, settings.SESSION_COOKIE_AGE))


def was_dropped(session_key: str | None) -> bool:
    """Return whether a session that is not there was ended, as far as the cache knows."""
    if not session_key:
        return False
    try:
        return bool(_cache().get(_mark(digest(session_key))))
    except _AWAY:
        return False


def _mark(named: str) -> str:
    return f"session.dropped.{named}"


def _cache() -> Any:
    return caches[settings.SESSION_CACHE_ALIAS]


def _forget(key: str) -> None:
    forget = partial(_cache().delete, SessionStore.cache_key_prefix + key)
    _quietly(forget)
    # Until the commit another request still finds the row, and would cache it once more.
    transaction.on_commit(partial(_quietly, forget), using=router.db_for_write(Session))


def _quietly(forget: Callable[[], Any]) -> None:
    try:
        forget()
    except _AWAY:
        logger.warning("the cache is away while a session ends", exc_info=True)
