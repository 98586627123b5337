"""Lists of objects: filtered, newest first, a page at a time."""

import json
from dataclasses import dataclass
from typing import Any

from premium.fakestripe import errors
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json, listed

_CURSORS = ("limit", "starting_after", "ending_before", "expand")
_RANGES = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition in SQL over `data`, with its values, that took some parameters."""

    sql: str
    values: tuple[Any, ...]
    taken: tuple[str, ...]


def page(
    books: Books,
    kind: str,
    params: Params,
    *,
    url: str,
    by: tuple[str, ...] = (),
    filters: tuple[Filter, ...] = (),
) -> Json:
    """Return a page of the objects of a kind. `by` names the fields one may filter by."""
    taken = [name for one in filters for name in one.taken]
    params.only(*_CURSORS, "created", *by, *taken)
    sql, values = "kind = ?", [kind]
    for one in filters:
        sql, values = f"{sql} AND {one.sql}", [*values, *one.values]
    for name in by:
        clause, more = _equals(params, name)
        sql, values = sql + clause, values + more
    clause, more = _created(params)
    return _cut(books, params, where=sql + clause, values=values + more, url=url)


def _equals(params: Params, name: str) -> tuple[str, list[Any]]:
    value = params.data.get(name)
    if value in (None, ""):
        return "", []
    if isinstance(value, dict):
        inner = params.inner(name)
        parts = [_equals_one(f"$.{name}.{key}", inner.need(key)) for key in value]
        return "".join(part[0] for part in parts), [one for part in parts for one in part[1]]
    return _equals_one(f"$.{name}", params.need(name))


def _equals_one(path: str, value: str) -> tuple[str, list[Any]]:
    known = {"true": 1, "false": 0}.get(value, value)
    return " AND json_extract(data, ?) = ?", [path, known]


def _created(params: Params) -> tuple[str, list[Any]]:
    if isinstance(params.data.get("created"), str):
        return " AND json_extract(data, '$.created') = ?", [params.integer("created")]
    inner = params.inner("created")
    inner.only(*_RANGES)
    clauses = [f" AND json_extract(data, '$.created') {_RANGES[key]} ?" for key in inner.data]
    return "".join(clauses), [inner.integer(key) for key in inner.data]


def _cut(books: Books, params: Params, *, where: str, values: list[Any], url: str) -> Json:
    limit = params.integer("limit", 10, least=1, most=100) or 10
    order, backwards = "DESC", False
    if params.has("starting_after"):
        where += " AND seq < ?"
        values = [*values, _position(books, params, "starting_after", kind=values[0])]
    elif params.has("ending_before"):
        where, order, backwards = where + " AND seq > ?", "ASC", True
        values = [*values, _position(books, params, "ending_before", kind=values[0])]
    sql = f"SELECT data FROM objects WHERE {where} ORDER BY seq {order} LIMIT ?"  # noqa: S608 ours
    rows = [json.loads(row["data"]) for row in books.db.execute(sql, (*values, limit + 1))]
    has_more, rows = len(rows) > limit, rows[:limit]
    return listed(rows[::-1] if backwards else rows, url=url, has_more=has_more)


def _position(books: Books, params: Params, name: str, *, kind: str) -> int:
    sql = "SELECT seq FROM objects WHERE id = ? AND kind = ?"
    row = books.db.execute(sql, (params.need(name), kind)).fetchone()
    if row is None:
        raise errors.missing(kind, params.need(name), param=name)
    return int(row["seq"])


def inline(params: Params, rows: list[Json], *, url: str) -> Json:
    """Return a page of rows that are kept inside an object, oldest first."""
    params.only(*_CURSORS)
    limit = params.integer("limit", 10, least=1, most=100) or 10
    ids = [row["id"] for row in rows]
    start = 0
    if params.has("starting_after"):
        after = params.need("starting_after")
        if after not in ids:
            raise errors.missing("object", after, param="starting_after")
        start = ids.index(after) + 1
    return listed(rows[start : start + limit], url=url, has_more=len(rows) > start + limit)
