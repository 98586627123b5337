"""The backend: each statement runs in a transaction that carries role and person LOCAL.

Nothing is ever set for the session of a connection, so a pooled connection has nothing to leak.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base

from numoraq.rls.identity import ANONYMOUS, Identity, current

_SET = (
    "SELECT set_config('role', %s, true), set_config('app.user_id', %s, true),"
    " set_config('app.claim', %s, true)"
)
_TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK")

type _Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection, guarded by the identity of the caller."""

    _applied: Identity | None = ANONYMOUS  # None: unknown, apply before the next statement

    def init_connection_state(self) -> None:
        """Put the guard in front of every statement of a new connection."""
        if "assume_role" in self.settings_dict["OPTIONS"]:
            raise ImproperlyConfigured("assume_role cannot be used with the RLS backend")
        super().init_connection_state()
        self._applied = ANONYMOUS
        if self._guard not in self.execute_wrappers:
            # First in the list: whoever adds a wrapper for a while takes the last one away again.
            self.execute_wrappers.insert(0, self._guard)

    # Whatever ends or rewinds a transaction undoes SET LOCAL. (The stubs know no private names.)

    def _commit(self) -> None:
        self._applied = ANONYMOUS
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self._applied = ANONYMOUS
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._applied = None

    def _close(self) -> None:
        self._applied = ANONYMOUS
        super()._close()  # type: ignore[misc]

    def _guard(
        self, execute: _Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not self.get_autocommit():
            if not _is_transaction_control(sql):
                self.apply_identity()
            return execute(sql, params, many, context)
        wanted = current()
        if wanted == ANONYMOUS:
            return execute(sql, params, many, context)
        if isinstance(sql, str) and not many and type(context["cursor"].cursor) is base.Cursor:
            return self._execute_at_once(wanted, execute, sql, params, context)
        with self.connection.transaction():
            self._send(wanted)
            return execute(sql, params, many, context)

    def _execute_at_once(
        self, identity: Identity, execute: _Execute, sql: str, params: Any, context: dict[str, Any]
    ) -> Any:
        """Send identity and statement in one message, which PostgreSQL runs as one transaction.

        One round trip instead of four: this is how each request loads its person.
        """
        cursor = context["cursor"].cursor
        told = cursor.mogrify(_SET, (identity.role, identity.user_id, identity.claim))
        if params is not None:
            told = told.replace("%", "%%")
        result = execute(f"{told}; {sql}", params, False, context)
        cursor.nextset()
        return result

    def apply_identity(self) -> None:
        """Tell the open transaction who is asking, once for each change of identity.

        Raw cursors and COPY do not pass the guard: call this before them, inside atomic().
        """
        wanted = current()
        if wanted != self._applied:
            self._send(wanted)
            self._applied = wanted

    def _send(self, identity: Identity) -> None:
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(_SET, (identity.role, identity.user_id, identity.claim))


def _is_transaction_control(sql: Any) -> bool:
    return isinstance(sql, str) and sql.startswith(_TRANSACTION_CONTROL)
