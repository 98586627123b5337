"""What one transaction sees and writes: objects, timers, knobs, and the clock."""

import json
import secrets
import sqlite3
from typing import Any

from premium.fakestripe import errors, shapes
from premium.fakestripe.shapes import Json


class Books:
    """Everything that is kept, for the length of a transaction.

    `now` is Unix seconds by the clock that can be advanced; it is never behind the real one.
    """

    def __init__(self, db: sqlite3.Connection, *, url: str, real_now: int) -> None:
        self.db = db
        self.url = url
        self.real_now = real_now
        self.is_changed = False
        self.now = real_now + int(self.knob("clock_offset", "0"))

    # ---- objects
    def add(self, kind: str, fields: Json, *, identity: str | None = None) -> Json:
        """Write a new object down, with an id and the moment, and return it."""
        made = {
            "id": identity or shapes.new_id(kind),
            "object": kind,
            "created": self.now,
            "livemode": False,
            **fields,
        }
        self._write(
            "INSERT INTO objects (id, kind, data) VALUES (?, ?, ?)",
            (made["id"], kind, json.dumps(made)),
        )
        return made

    def save(self, found: Json) -> Json:
        """Write an object's new state down and return it."""
        self._write("UPDATE objects SET data = ? WHERE id = ?", (json.dumps(found), found["id"]))
        return found

    def bury(self, found: Json) -> Json:
        """Have an object count as deleted, though its id still tells what it was."""
        gone = {"id": found["id"], "object": found["object"], "deleted": True}
        sql = "UPDATE objects SET kind = 'deleted', data = ? WHERE id = ?"
        self._write(sql, (json.dumps(gone), found["id"]))
        return gone

    def remove(self, found: Json) -> Json:
        """Forget an object and return what Stripe answers then."""
        self._write("DELETE FROM objects WHERE id = ?", (found["id"],))
        return {"id": found["id"], "object": found["object"], "deleted": True}

    def get(self, kind: str, identity: str, *, param: str = "id") -> Json:
        """Return an object. Raises Refused, naming the parameter that named it."""
        sql = "SELECT data FROM objects WHERE id = ? AND kind = ?"
        row = self.db.execute(sql, (identity, kind)).fetchone()
        if row is None:
            raise errors.missing(kind, identity, param=param)
        found: Json = json.loads(row["data"])
        return found

    def any(self, identity: str) -> Json | None:
        """Return an object of whatever kind, or nothing."""
        row = self.db.execute("SELECT data FROM objects WHERE id = ?", (identity,)).fetchone()
        return json.loads(row["data"]) if row else None

    def find(self, kind: str, **where: str | int | bool | None) -> list[Json]:
        """Return objects by their fields, newest first; `a__b` is a field within a field."""
        sql = "SELECT data FROM objects WHERE kind = ?"
        values: list[Any] = [kind]
        for name, value in where.items():
            sql += " AND json_extract(data, ?) IS ?"
            values += ["$." + name.replace("__", "."), value]
        rows = self.db.execute(sql + " ORDER BY seq DESC", values)
        return [json.loads(row["data"]) for row in rows]

    def newest(self, kind: str, count: int) -> list[Json]:
        """Return the last objects of a kind, newest first."""
        sql = "SELECT data FROM objects WHERE kind = ? ORDER BY seq DESC LIMIT ?"
        return [json.loads(row["data"]) for row in self.db.execute(sql, (kind, count))]

    def subscription_of_item(self, item: str, *, param: str = "id") -> Json:
        """Return the subscription that has an item. Raises Refused."""
        sql = (
            "SELECT objects.data FROM objects, json_each(objects.data, '$.items.data') AS item"
            " WHERE kind = 'subscription' AND json_extract(item.value, '$.id') = ?"
        )
        row = self.db.execute(sql, (item,)).fetchone()
        if row is None:
            raise errors.missing("subscription_item", item, param=param)
        found: Json = json.loads(row["data"])
        return found

    # ---- timers
    def call_at(self, kind: str, identity: str, due: int) -> None:
        """Have something happen to an object later: the clock does it. Replaces an earlier call."""
        sql = "INSERT OR REPLACE INTO timers (kind, object, due) VALUES (?, ?, ?)"
        self._write(sql, (kind, identity, due))

    def call_off(self, identity: str, *kinds: str) -> None:
        """Let what was to happen to an object not happen."""
        for kind in kinds:
            self._write("DELETE FROM timers WHERE kind = ? AND object = ?", (kind, identity))

    def next_call(self, *, until: int) -> tuple[str, str, int] | None:
        """Return the first call that is due by then (kind, id, moment), which is thereby taken."""
        sql = "SELECT kind, object, due FROM timers WHERE due <= ? ORDER BY due, rowid LIMIT 1"
        row = self.db.execute(sql, (until,)).fetchone()
        if row is None:
            return None
        self.call_off(row["object"], row["kind"])
        return row["kind"], row["object"], row["due"]

    # ---- knobs
    def knob(self, name: str, default: str = "") -> str:
        """Return a setting of this installation."""
        row = self.db.execute("SELECT value FROM knobs WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else default

    def turn(self, name: str, value: str) -> None:
        """Change a setting."""
        self._write("INSERT OR REPLACE INTO knobs (name, value) VALUES (?, ?)", (name, value))

    def panel_secret(self) -> str:
        """Return the word without which the control panel changes nothing."""
        if not self.knob("panel_secret"):
            self.turn("panel_secret", secrets.token_urlsafe(24))
        return self.knob("panel_secret")

    def write(self, sql: str, values: tuple[Any, ...]) -> None:
        """Change rows of a table that is not about objects."""
        self._write(sql, values)

    def _write(self, sql: str, values: tuple[Any, ...]) -> None:
        self.is_changed = True
        self.db.execute(sql, values)
