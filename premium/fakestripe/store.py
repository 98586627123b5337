"""The file in which everything is kept: one transaction a request, safe against being killed."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from premium.fakestripe.books import Books

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, seq);
CREATE TABLE IF NOT EXISTS timers (
    kind TEXT NOT NULL, object TEXT NOT NULL, due INTEGER NOT NULL, PRIMARY KEY (kind, object)
);
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, answer TEXT NOT NULL, created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL,
    due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'pending',
    answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (state, due);
CREATE INDEX IF NOT EXISTS outbox_event ON outbox (event);
CREATE TABLE IF NOT EXISTS knobs (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path, *, url: str) -> None:
        self.url = url
        self.on_commit: Callable[[], None] = lambda: None
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_TABLES)

    @contextmanager
    def transaction(self) -> Iterator[Books]:
        """Open the books; what was written is kept if nothing is raised, and undone otherwise."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                books = Books(self._db, url=self.url, real_now=int(time.time()))
                yield books
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        if books.is_changed:
            self.on_commit()

    def close(self) -> None:
        """Close the file, once nobody writes."""
        with self._lock:
            self._db.close()
