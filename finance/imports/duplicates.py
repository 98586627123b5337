"""Which rows of a file are among the person's entries already. Runs on the loaded rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from finance.imports import likeness, records, staging

_SOME = """
SELECT EXISTS (
    SELECT FROM financial_data WHERE user_id = %(user)s AND deleted_at IS NULL
        AND date BETWEEN %(first)s::date - 1 AND %(last)s::date + 1
    UNION ALL
    SELECT FROM finance_occurrences WHERE user_id = %(user)s
        AND "on" BETWEEN %(first)s::date - 1 AND %(last)s::date + 1
    UNION ALL
    SELECT FROM financial_data WHERE user_id = %(user)s AND deleted_at IS NULL
        AND category IN ('assets', 'liabilities') AND %(balances)s)
"""
# Each row meets at most one entry, and each entry one row: two coffees of a day are two coffees.
_PREPARE = """
DROP TABLE IF EXISTS here, there, pairs;
CREATE TEMPORARY TABLE here ON COMMIT DROP AS
SELECT e.id, e.category, e.date AS "on", e.amount, e.currency, lower(e.name) AS folded
FROM financial_data e
WHERE e.user_id = %(user)s AND e.deleted_at IS NULL AND e.category IN ('income', 'expenses')
    AND e.date BETWEEN %(first)s::date - 1 AND %(last)s::date + 1
UNION ALL
SELECT e.id, e.category, o."on", o.amount, e.currency, lower(e.name)
FROM finance_occurrences o JOIN financial_data e ON e.user_id = o.user_id AND e.id = o.entry_id
WHERE o.user_id = %(user)s AND e.deleted_at IS NULL AND o."on" <> e.date
    AND o."on" BETWEEN %(first)s::date - 1 AND %(last)s::date + 1;
CREATE TEMPORARY TABLE there ON COMMIT DROP AS
SELECT line, category, "on", amount, currency, lower(name) AS folded
FROM incoming WHERE category IN ('income', 'expenses');
CREATE TEMPORARY TABLE pairs (line integer, id uuid, "on" date) ON COMMIT DROP;
ANALYZE here;
ANALYZE there
"""
# The n-th of rows that are alike meets the n-th of such entries, and not each of them all.
_PAIRS = """
INSERT INTO pairs SELECT t.line, h.id, h."on" FROM
    (SELECT t.*, row_number() OVER same AS n FROM there t
     WHERE NOT EXISTS (SELECT FROM pairs p WHERE p.line = t.line)
     WINDOW same AS (PARTITION BY {key} ORDER BY folded, line)) t
JOIN
    (SELECT h.*, row_number() OVER same AS n FROM here h
     WHERE NOT EXISTS (SELECT FROM pairs p WHERE p.id = h.id AND p."on" = h."on")
     WINDOW same AS (PARTITION BY {key} ORDER BY folded, id)) h
ON h."on" = t."on" + {days} AND h.n = t.n AND {equal}
"""
_BALANCES = """
INSERT INTO pairs
SELECT i.line, e.id, e.date
FROM incoming i JOIN (
    SELECT DISTINCT ON (category, currency, lower(name)) category, currency, lower(name) AS folded,
        id, date
    FROM financial_data
    WHERE user_id = %(user)s AND deleted_at IS NULL AND category IN ('assets', 'liabilities')
    ORDER BY category, currency, lower(name), id) e
ON e.category = i.category AND e.currency = i.currency AND e.folded = lower(i.name)
"""
_READ = """
SELECT p.line, p.id, p."on", e.name, i.name, i."on", i.category IN ('assets', 'liabilities')
FROM pairs p JOIN incoming i USING (line)
JOIN financial_data e ON e.user_id = %(user)s AND e.id = p.id
ORDER BY p.line
"""
_TABLE = """
DROP TABLE IF EXISTS matches;
CREATE TEMPORARY TABLE matches (
    line integer, likeness smallint, twin uuid, twin_on date, twin_name text, twin_line integer
) ON COMMIT DROP
"""
_COLUMNS = ("line", "likeness", "twin", "twin_on", "twin_name", "twin_line")
_STORE = """
INSERT INTO finance_import_rows (
    user_id, import_id, line, cells, category, subcategory, name, amount, currency, "on",
    description, is_duplicate, is_skipped, twin, twin_on, twin_name, twin_line, likeness)
SELECT %(user)s, %(import)s, i.line, '[]', i.category, i.subcategory, i.name, i.amount,
    i.currency, i."on", i.description, true, true, m.twin, m.twin_on, m.twin_name, m.twin_line,
    m.likeness
FROM matches m JOIN incoming i USING (line)
"""
_AMOUNT = ("amount", "currency", "category")
_NAME = (*_AMOUNT, "folded")
# First those of the same day and name, then of the same day; after these, a day apart.
_LIKE = ((_NAME, 0), (_AMOUNT, 0), (_NAME, 1), (_NAME, -1))


type Values = dict[str, UUID | str | bool]


@dataclass(frozen=True, slots=True)
class Match:
    """A row and what it seems to be: an entry, or the same row earlier in the file."""

    line: int
    likeness: int
    twin: UUID | None = None
    twin_on: date | None = None
    twin_name: str | None = None
    twin_line: int | None = None


def may_exist(*, user_id: UUID, first: str, last: str, has_balances: bool) -> bool:
    """Return whether the person has anything that rows of these days (ISO) could repeat."""
    with connection.cursor() as cursor:
        values: Values = {
            "user": user_id,
            "first": first,
            "last": last,
            "balances": has_balances,
        }
        cursor.execute(_SOME, values)
        return bool(cursor.fetchone()[0])


def find(*, user_id: UUID, first: str, last: str) -> Iterator[Match]:
    """Yield the loaded rows that are among the entries, with how alike the two are."""
    with connection.cursor() as cursor:
        values: Values = {"user": user_id, "first": first, "last": last}
        cursor.execute(_PREPARE, values)
        for columns, days in _LIKE:
            cursor.execute(_pairs(columns, days))
        cursor.execute(_BALANCES, values)
        cursor.execute(_READ, values)
        rows = cursor.fetchall()
    for line, entry, entry_on, entry_name, name, on, is_balance in rows:
        apart = 0 if is_balance else abs((on - entry_on).days)
        alike = likeness.of_bookings(entry_name, name, days_apart=apart)
        if alike >= likeness.ALIKE:
            yield Match(line, alike, entry, entry_on, entry_name)


def _pairs(columns: tuple[str, ...], days: int) -> str:
    """Return the statement that pairs rows with entries so many days later, equal in columns."""
    return _PAIRS.format(
        key=", ".join(('"on"', *columns)),
        equal=" AND ".join(f"h.{column} = t.{column}" for column in columns),
        days=days,
    )


def store(matches: Iterable[Match], *, user_id: UUID, import_id: UUID) -> int:
    """Set the matched rows aside for a decision, left out until then; return how many.

    The rows must still be loaded, in the transaction that is open.
    """
    lines = (_written(match) for match in matches)
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        staging.copy("matches", _COLUMNS, lines)
        cursor.execute(_STORE, {"user": user_id, "import": import_id})
        return int(cursor.rowcount)


def _written(match: Match) -> str:
    cells = [getattr(match, name) for name in _COLUMNS]
    return records.written_with_nulls(None if cell is None else str(cell) for cell in cells)
