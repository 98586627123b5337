"""Deciding on the rows that ask for it: keep them, leave them out, put them right."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from finance.imports import mended
from finance.imports.errors import RowNotFound
from finance.imports.parsing.layout import Layout
from finance.imports.services import checks, holding
from finance.models import Import, ImportRow


@transaction.atomic
def keep(*, user: User, import_id: UUID, shown: Iterable[int], kept: Iterable[int]) -> None:
    """Keep some duplicates among the lines that were shown, and leave the others of them out.

    Raises ImportNotFound, ImportBusy, ImportElsewhere.
    """
    _touched(user, import_id)
    kept = set(kept)
    duplicates = _rows(user, import_id).filter(is_duplicate=True, line__in=set(shown))
    duplicates.filter(line__in=kept).update(is_skipped=False)
    duplicates.exclude(line__in=kept).update(is_skipped=True)


@transaction.atomic
def keep_all(*, user: User, import_id: UUID, are_kept: bool) -> None:
    """Keep all duplicates, or leave all of them out.

    Raises ImportNotFound, ImportBusy, ImportElsewhere.
    """
    _touched(user, import_id)
    _rows(user, import_id).filter(is_duplicate=True).update(is_skipped=not are_kept)


@transaction.atomic
def leave_bad_out(*, user: User, import_id: UUID) -> None:
    """Leave all bad rows out for good. Raises ImportNotFound, ImportBusy, ImportElsewhere."""
    found = _touched(user, import_id)
    _rows(user, import_id).filter(problems__isnull=False).update(is_skipped=True)
    found.summary = {**found.summary, "bad_left_out": True}
    found.save(update_fields=["summary"])


@transaction.atomic
def mend(*, user: User, import_id: UUID, line: int, cells: list[str], today: date) -> ImportRow:
    """Read a bad row again with other cells; it comes in if its `problems` are gone now.

    `today` is the person's day. Raises RowNotFound, ImportNotFound, ImportBusy, ImportElsewhere.
    """
    found = _touched(user, import_id)
    row = bad_row(user=user, found=found, line=line)
    mended.read(row, cells, checks.reader_again(found=found, today=today))
    row.save()
    return row


def bad_row(*, user: User, found: Import, line: int) -> ImportRow:
    """Return a bad row, or one that was mended. Raises RowNotFound."""
    row = _rows(user, found.pk).filter(line=line, is_duplicate=False).first()
    if row is None or Layout.from_json(found.layout).is_own:
        raise RowNotFound(str(line))
    return row


def _touched(user: User, import_id: UUID) -> Import:
    """Return an import, locked, of which nothing was written yet; its days are counted anew."""
    found = holding.changeable(user=user, import_id=import_id)
    found.save(update_fields=["updated_at"])
    return found


def _rows(user: User, import_id: UUID) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(user=user, import_file=import_id)
