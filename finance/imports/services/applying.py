"""Writing the rows of a checked file: all of them or none, and once."""

from datetime import datetime
from functools import partial
from itertools import chain
from typing import IO
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import Count, Q, Value
from django.db.models.functions import Greatest

from accounts.models import User
from finance import kinds
from finance.imports import files, mended, own_reading, progress, records, staging
from finance.imports.errors import ImportElsewhere
from finance.imports.parsing.layout import Layout
from finance.imports.services import checks, holding
from finance.models import Import, ImportRow
from finance.services import locks
from numoraq.lib import filing, jobs

Status = Import.Status
_MOST_LINES = 20  # of rows that did not come in, named afterwards
_UNDER_WAY = frozenset({Status.APPLYING, Status.APPLIED})


@transaction.atomic
def start(*, user: User, import_id: UUID, at: datetime) -> Import:
    """Import what was checked: at once if small, else as a job. Asking twice does it once.

    Raises ImportNotFound, ImportBusy, ImportElsewhere.
    """
    found, is_new = prepare(user=user, import_id=import_id)
    if not is_new:
        return found
    if checks.is_small(found, rows=found.rows_total):
        return run(user=user, import_id=import_id, at=at)
    jobs.enqueue("finance.apply_import", import_id=str(import_id), user_id=str(user.pk))
    return found


@transaction.atomic
def prepare(*, user: User, import_id: UUID) -> tuple[Import, bool]:
    """Have what was checked wait to be written; return it, and False if it did so before.

    Raises ImportNotFound, ImportBusy, ImportElsewhere.
    """
    found = holding.wait_for(user=user, import_id=import_id)
    if found.status in _UNDER_WAY:
        return found, False
    if found.status != Status.CHECKED:
        raise ImportElsewhere(found.status)
    found.status = Status.APPLYING
    found.save(update_fields=["status", "updated_at"])
    progress.clear(found.pk)
    return found, True


@transaction.atomic
def run(*, user: User, import_id: UUID, at: datetime) -> Import:
    """Write the rows of an import that waits for it, in one transaction.

    Killed at any moment it has written nothing; run again it writes once.
    Raises ImportBusy, ImportNotFound.
    """
    found = holding.wait_for(user=user, import_id=import_id)
    if found.status != Status.APPLYING:
        return found
    locks.hold(user=user)
    found.summary = {**found.summary, "missed": _missed(found, user)}
    found.rows_done = _add(found, user)
    found.status = Status.APPLIED
    # Whoever looks for edits since compares with this: never before the rows themselves.
    found.applied_at = Greatest(Value(at), TransactionNow())
    found.save(update_fields=["summary", "rows_done", "status", "applied_at", "updated_at"])
    found.refresh_from_db(fields=["applied_at"])
    ImportRow.objects.filter(user=user, import_file=found).delete()
    filing.drop_later(found.file_key, found.rows_key)
    return found


def _missed(found: Import, user: User) -> dict[str, object]:
    """Return what does not come in: rows that cannot be read, and rows left out as known."""
    rows = ImportRow.objects.filter(user=user, import_file=found)
    is_mended = Q(problems__isnull=True, is_skipped=False)
    counts = rows.aggregate(
        mended=Count("pk", filter=is_mended & Q(is_duplicate=False)),
        here=Count("pk", filter=Q(is_duplicate=True, is_skipped=True)),
    )
    unread = rows.filter(~is_mended, is_duplicate=False).order_by("line")
    return {
        "bad": found.rows_bad - counts["mended"],
        "lines": list(unread.values_list("line", flat=True)[:_MOST_LINES]),
        "here": counts["here"],
    }


def _add(found: Import, user: User) -> int:
    """Add every row that is in order, mended, or kept; return how many."""
    tables = staging.Staging(user_id=user.pk, import_id=found.pk)
    with files.open_key(found.rows_key) as rows:
        if Layout.from_json(found.layout).is_own:
            return _add_own(rows, tables, found)
        return _add_rows(rows, tables, found, user)


def _add_rows(rows: IO[bytes], tables: staging.Staging, found: Import, user: User) -> int:
    report = partial(progress.report, found.pk)
    mended_rows = mended.rows(user=user, import_id=found.pk)
    batches = staging.pieces(rows, rows=staging.BATCH)
    done = 0
    for batch in chain(batches, [mended_rows] if mended_rows else []):
        tables.clear()
        tables.load(batch)
        done += tables.add_entries(liquid=kinds_that_are_liquid())
        report(done)
    return done


def _add_own(rows: IO[bytes], tables: staging.Staging, found: Import) -> int:
    """Add the entries of one of our own exports with their history, in one go: they refer.

    Own rates come in as well; `found` notes how many did, and how many did not.
    """
    entries, values = own_reading.split(rows)
    tables.load(entries, records.OWN_COLUMNS)
    tables.load_values(values)
    tables.settle()
    done = tables.add_entries(liquid=kinds_that_are_liquid())
    tables.add_values()
    added, kept = tables.add_rates()
    found.summary = {**found.summary, "rates": added, "rates_kept": kept}
    return done


def kinds_that_are_liquid() -> list[str]:
    """Return the liquid kinds of what is owned and owed, as category/kind."""
    return [
        f"{category}/{kind.code}"
        for category in ("assets", "liabilities")
        for kind in kinds.of(category)
        if kind.is_liquid
    ]
