"""The SQL of an import: rows loaded beside the entries, compared with them, and added to them.

COPY is refused on tables with row level security. So rows go to a temporary table first, which
belongs to the person who asks and is gone with the transaction, and from there into the entries
by a statement that the policies judge like any other.
"""

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import IO, cast
from uuid import UUID

from django.db import connection

from finance.imports import records
from numoraq.rls.backend.base import DatabaseWrapper

_CREATE = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming (
    line integer, category text, subcategory text, name text, amount numeric(26, 8),
    currency text, "on" date, description text,
    old_id text, id uuid DEFAULT gen_random_uuid(), is_liquid boolean, quantity numeric(38, 18),
    recurring_frequency text, recurring_interval smallint DEFAULT 1, recurring_ends_on date,
    next_due_on date, settles_in_old text, settles_in uuid, wallet_address text, blockchain text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_values (
    record text, old_id text, "on" date, amount numeric(26, 8), source text,
    currency text, per_eur numeric(38, 20)
) ON COMMIT DROP;
TRUNCATE incoming, incoming_values
"""
_ADD = """
INSERT INTO financial_data (
    id, user_id, category, subcategory, name, amount, balance, currency, date, description,
    is_liquid, quantity, is_recurring, recurring_frequency, recurring_interval,
    recurring_ends_on, next_due_on, settles_in, wallet_address, blockchain, import_id, updated_at)
SELECT i.id, %(user)s, i.category, i.subcategory, i.name, i.amount,
    CASE WHEN i.category IN ('assets', 'liabilities') THEN i.amount END, i.currency, i."on",
    i.description,
    COALESCE(i.is_liquid, i.category IN ('income', 'expenses')
        OR i.category || '/' || i.subcategory = ANY (%(liquid)s)),
    i.quantity, i.recurring_frequency IS NOT NULL, i.recurring_frequency, i.recurring_interval,
    i.recurring_ends_on, i.next_due_on, i.settles_in, i.wallet_address, i.blockchain,
    %(import)s, now()
FROM incoming i
WHERE NOT EXISTS (
    SELECT FROM finance_import_rows r
    WHERE r.user_id = %(user)s AND r.import_id = %(import)s AND r.line = i.line AND r.is_skipped)
"""


BATCH = 25_000  # rows of one statement: several are faster than one huge one

# An account that flows are paid from: as it comes in, else as what it seems to be here, else as
# what has its id here. One that has been deleted since the check is none: the flow comes alone.
_SETTLE = """
UPDATE incoming i SET settles_in = account.id
FROM (
    SELECT DISTINCT ON (known.old_id) known.old_id, known.id FROM (
        SELECT 1 AS rank, t.old_id, t.id FROM incoming t
        WHERE t.category IN ('assets', 'liabilities') AND NOT EXISTS (
            SELECT FROM finance_import_rows r WHERE r.user_id = %(user)s
                AND r.import_id = %(import)s AND r.line = t.line AND r.is_skipped)
        UNION ALL
        SELECT 2, t.old_id, e.id FROM incoming t
        JOIN finance_import_rows r ON r.user_id = %(user)s AND r.import_id = %(import)s
            AND r.line = t.line AND r.is_skipped
        JOIN financial_data e ON e.user_id = %(user)s AND e.id = r.twin
        WHERE e.deleted_at IS NULL AND e.category IN ('assets', 'liabilities')
        UNION ALL
        SELECT 3, e.id::text, e.id FROM financial_data e
        WHERE e.user_id = %(user)s AND e.deleted_at IS NULL
            AND e.category IN ('assets', 'liabilities')) known
    ORDER BY known.old_id, known.rank, known.id) account
WHERE account.old_id = i.settles_in_old AND i.category IN ('income', 'expenses')
"""
_VALUES = """
INSERT INTO asset_valuations (user_id, entry_id, "on", amount, source)
SELECT %(user)s, e.id, v."on", max(v.amount), max(v.source)
FROM incoming_values v JOIN incoming i USING (old_id)
JOIN financial_data e ON e.user_id = %(user)s AND e.id = i.id
WHERE v.record = 'valuation' AND e.category IN ('assets', 'liabilities')
GROUP BY e.id, v."on"
ON CONFLICT (user_id, entry_id, "on") DO UPDATE
    SET amount = excluded.amount, source = excluded.source
"""
_OCCURRENCES = """
INSERT INTO finance_occurrences (user_id, entry_id, "on", amount)
SELECT %(user)s, e.id, v."on", max(v.amount)
FROM incoming_values v JOIN incoming i USING (old_id)
JOIN financial_data e ON e.user_id = %(user)s AND e.id = i.id
WHERE v.record = 'occurrence' AND e.is_recurring
GROUP BY e.id, v."on"
ON CONFLICT (user_id, entry_id, "on") DO NOTHING
"""
# One that the person has already for that day stays.
_RATES = """
INSERT INTO finance_manual_rates (user_id, currency, "on", per_eur, import_id)
SELECT %(user)s, v.currency, v."on", max(v.per_eur), %(import)s
FROM incoming_values v WHERE v.record = 'rate' GROUP BY v.currency, v."on"
ON CONFLICT (user_id, currency, "on") DO NOTHING
"""
_OTHER_RATES = """
SELECT count(*) FROM finance_manual_rates m JOIN incoming_values v USING (currency, "on")
WHERE m.user_id = %(user)s AND v.record = 'rate' AND v.per_eur <> m.per_eur
"""


class Staging:
    """The temporary tables of the transaction that is open."""

    def __init__(self, *, user_id: UUID, import_id: UUID) -> None:
        """Make them, empty. Only inside atomic()."""
        self._names: dict[str, UUID | str | list[str]] = {"user": user_id, "import": import_id}
        self._execute(_CREATE)

    def load(self, lines: Iterable[str], columns: tuple[str, ...] = records.COLUMNS) -> None:
        """Fill the table of entries to be with rows in the form of COPY."""
        copy("incoming", columns, lines)

    def load_values(self, lines: Iterable[str]) -> None:
        """Fill the table of what happened to them."""
        copy("incoming_values", records.VALUE_COLUMNS, lines)

    def clear(self) -> None:
        """Empty the tables."""
        self._execute("TRUNCATE incoming, incoming_values")

    def add_entries(self, *, liquid: list[str]) -> int:
        """Add the loaded rows to the entries, but for those left out; return how many.

        `liquid` lists the kinds, as category/kind, that are liquid unless a row says otherwise.
        """
        return self._execute(_ADD, liquid=liquid)

    def settle(self) -> None:
        """Find the accounts that the loaded flows of our own export are paid from."""
        self._execute(_SETTLE)

    def add_values(self) -> None:
        """Add the loaded valuations and occurrences to the entries that were added."""
        self._execute(_VALUES)
        self._execute(_OCCURRENCES)

    def add_rates(self) -> tuple[int, int]:
        """Add the loaded own rates; return how many, and how many are otherwise here and stay."""
        with connection.cursor() as cursor:
            cursor.execute(_OTHER_RATES, self._names)
            (kept,) = cursor.fetchone() or (0,)
        return self._execute(_RATES), int(kept)

    def _execute(self, statement: str, **values: str | list[str]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._names, **values})
            return int(cursor.rowcount)


def copy(table: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """Send rows in the form of COPY to a temporary table, as the person who asks."""
    cast("DatabaseWrapper", connection).apply_identity()
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        for line in lines:
            stream.write(line)


def pieces(stream: IO[bytes], *, rows: int) -> Iterator[list[str]]:
    """Yield the lines of a file of rows, so many at a time."""
    text = (line.decode() for line in stream)
    for batch in batched(text, rows):
        yield ["".join(batch)]
