"""Recounting the sums that triggers keep: nothing should differ, and what does is put right."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from cms import audit
from finance.services import locks

PAGE: Final = 200  # persons of one transaction, hence of that many locks
NOTE_LIMIT: Final = 20  # differences written into one audit note

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept table (or columns of one), the function that recounts it, its key and values."""

    table: str
    recount: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    # Names in the recount where they are others.
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what it should be; None where there is, or should be, no row."""

    user_id: UUID
    table: str
    key: str
    stored: str | None
    counted: str | None


SUMS: Final = (
    Kept(
        "finance_monthly_totals",
        "app.recount_months",
        ("user_id", "month", "category", "subcategory", "currency"),
        ("total", "entries"),
    ),
    Kept(
        "finance_balance_totals",
        "app.recount_balances",
        ("user_id", "category", "subcategory", "is_liquid", "currency"),
        ("total", "entries"),
    ),
    Kept("finance_entry_counts", "app.recount_counts", ("user_id", "category"), ("entries",)),
    Kept(
        "net_worth_daily",
        "app.recount_worth",
        ("user_id", "currency", '"on"'),
        ("assets", "liabilities", "liquid"),
        (('"on"', "day"),),
    ),
)
# Columns that the sums are made of; put right in place, before the sums.
_CHANGES: Final = Kept("asset_valuations", "app.recount_changes", ("user_id", "id"), ("change",))
_LATEST: Final = Kept(
    "financial_data",
    "app.recount_latest",
    ("user_id", "id"),
    ("balance", "date"),
    (("id", "entry_id"), ("date", '"on"')),
)


@transaction.atomic
def verify(*, user_ids: Sequence[UUID], repair: bool) -> list[Difference]:
    """Recount the sums of some persons; return what differed, put right if `repair`.

    Run by the service. Writers of these persons wait meanwhile.
    """
    locks.hold_all(user_ids=user_ids)
    found = [row for kept in (_CHANGES, _LATEST, *SUMS) for row in _differences(kept, user_ids)]
    if found and repair:
        _repair(found)
    return found


def verify_all(*, repair: bool) -> Iterator[Difference]:
    """Recount everybody's sums, page by page, each page a transaction; yield what differed."""
    last = UUID(int=0)
    while page := list(
        User.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PAGE]
    ):
        yield from verify(user_ids=page, repair=repair)
        last = page[-1]


def _differences(kept: Kept, user_ids: Sequence[UUID]) -> list[Difference]:
    # Rows of the two tables that hold more than sums are compared where both have them.
    join = "FULL JOIN" if kept in SUMS else "JOIN"
    other = dict(kept.aliases)
    key = ", ".join(kept.key)
    same = " AND ".join(f"s.{name} = c.{other.get(name, name)}" for name in kept.key)
    stored = ", ".join(f"s.{name}" for name in kept.values)
    counted = ", ".join(f"c.{other.get(name, name)}" for name in kept.values)
    named = ", ".join(f"COALESCE(s.{n}, c.{other.get(n, n)})::text" for n in kept.key[1:])
    statement = f"""
        SELECT COALESCE(s.user_id, c.user_id), concat_ws(' ', {named}),
               CASE WHEN s.user_id IS NOT NULL THEN concat_ws(' ', {stored}) END,
               CASE WHEN c.user_id IS NOT NULL THEN concat_ws(' ', {counted}) END
        FROM (SELECT {key}, {", ".join(kept.values)} FROM {kept.table}
              WHERE user_id = ANY (%(persons)s)) s
        {join} {kept.recount}(%(persons)s) c ON {same}
        WHERE ROW({stored}) IS DISTINCT FROM ROW({counted})
        ORDER BY 1, 2"""  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.execute(statement, {"persons": list(user_ids)})
        return [
            Difference(user_id, kept.table, row_key, was, should)
            for user_id, row_key, was, should in cursor.fetchall()
        ]


def _repair(found: Iterable[Difference]) -> None:
    by_person: dict[UUID, list[Difference]] = {}
    for row in found:
        by_person.setdefault(row.user_id, []).append(row)
    persons = sorted(by_person)
    with connection.cursor() as cursor:
        for statement in (*_IN_PLACE, *(part for kept in SUMS for part in _anew(kept))):
            cursor.execute(statement, {"persons": persons})
        cursor.execute("SELECT app.bump_versions(%s)", [persons])  # what is cached is wrong too
    for user in User.objects.filter(pk__in=persons):
        rows = by_person[user.pk]
        logger.error("repaired %s sums of %s", len(rows), user.pk)
        audit.record(
            action="rollups.repair",
            actor=None,
            target=user,
            before={f"{row.table} {row.key}": row.stored for row in rows[:NOTE_LIMIT]},
            after={f"{row.table} {row.key}": row.counted for row in rows[:NOTE_LIMIT]},
        )


_IN_PLACE: Final = (
    """UPDATE asset_valuations v SET change = c.change
       FROM app.recount_changes(%(persons)s) c WHERE v.id = c.id AND v.change <> c.change""",
    """UPDATE financial_data e SET balance = c.balance, date = c."on"
       FROM app.recount_latest(%(persons)s) c
       WHERE e.user_id = c.user_id AND e.id = c.entry_id
         AND (e.balance, e.date) IS DISTINCT FROM (c.balance, c."on")""",
)


def _anew(kept: Kept) -> tuple[str, str]:
    other = dict(kept.aliases)
    columns = (*kept.key, *kept.values)
    written = ", ".join(columns)
    read = ", ".join(other.get(name, name) for name in columns)
    clear = f"DELETE FROM {kept.table} WHERE user_id = ANY (%(persons)s)"  # noqa: S608
    counted = f"SELECT {read} FROM {kept.recount}(%(persons)s)"  # noqa: S608
    return clear, f"INSERT INTO {kept.table} ({written}) {counted}"
