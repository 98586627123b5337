"""Checking a file: every row is read, bad ones and those already there are set aside."""

import io
import tempfile
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from finance import kinds
from finance.imports import files, heads, mended, own_reading, preferences, progress, reading
from finance.imports.errors import MappingIncomplete
from finance.imports.parsing import formats, tables
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.problems import BadFile
from finance.imports.parsing.rows import RowReader
from finance.imports.reading import Result
from finance.imports.services import asides, holding
from finance.models import Import, ImportMapping, ImportRow
from numoraq.lib import filing, jobs

SMALL = 2000  # rows that are checked and written while the page is made
SMALL_FILE = 1024 * 1024  # bytes: a file may have few lines, and long ones

Status = Import.Status
_AFTER_FAILURE = {
    Status.CHECKING: Status.FAILED,
    Status.APPLYING: Status.FAILED,
    Status.UNDOING: Status.APPLIED,
}


@transaction.atomic
def start(*, user: User, import_id: UUID, mapping: Mapping, today: date) -> Import:
    """Remember what the columns become and check the file: at once if small, else as a job.

    `today` is the person's day.
    Raises ImportNotFound, ImportBusy, ImportElsewhere, MappingIncomplete.
    """
    found = prepare(user=user, import_id=import_id, mapping=mapping)
    if is_small(found, rows=Layout.from_json(found.layout).lines):
        return run(user=user, import_id=import_id, today=today)
    jobs.enqueue("finance.check_import", import_id=str(import_id), user_id=str(user.pk))
    return found


def is_small(found: Import, *, rows: int) -> bool:
    """Return whether a page can wait for so many rows of a file."""
    return rows <= SMALL and found.file_size <= SMALL_FILE


@transaction.atomic
def prepare(*, user: User, import_id: UUID, mapping: Mapping) -> Import:
    """Remember what the columns become, and have the file wait for its check.

    Raises ImportNotFound, ImportBusy, ImportElsewhere, MappingIncomplete.
    """
    found = holding.changeable(user=user, import_id=import_id)
    layout = Layout.from_json(found.layout)
    if not layout.is_own:
        if mapping.faults:
            raise MappingIncomplete(mapping.faults)
        ImportMapping.objects.update_or_create(
            user=user, header_hash=layout.header_hash, defaults={"mapping": mapping.to_json()}
        )
    found.mapping, found.status, found.problem = mapping.to_json(), Status.CHECKING, {}
    found.save(update_fields=["mapping", "status", "problem", "updated_at"])
    progress.clear(found.pk)
    return found


def run(*, user: User, import_id: UUID, today: date) -> Import:
    """Check a file that waits for it; what is checked already stays as it is.

    `today` is the person's day. Raises ImportBusy, ImportNotFound.
    """
    try:
        with transaction.atomic():
            found = holding.wait_for(user=user, import_id=import_id)
            if found.status == Status.CHECKING:
                _check(found, user, today)
    except BadFile as bad:
        return fail(user=user, import_id=import_id, code=bad.code, args=bad.args_for_people)
    return found


@transaction.atomic
def fail(*, user: User, import_id: UUID, code: str, args: dict[str, str]) -> Import:
    """Note why a job came to nothing; it can be tried again. What was applied stays applied.

    An import that another job has finished meanwhile has nothing to note.
    Raises ImportBusy, ImportNotFound.
    """
    found = holding.wait_for(user=user, import_id=import_id)
    if found.status not in _AFTER_FAILURE:
        return found
    found.status = _AFTER_FAILURE[Status(found.status)]
    found.problem = {"code": code, "args": args}
    found.save(update_fields=["status", "problem", "updated_at"])
    return found


def _check(found: Import, user: User, today: date) -> None:
    typed = mended.typed(user=user, import_id=found.pk)
    ImportRow.objects.filter(user=user, import_file=found).delete()
    filing.drop_later(found.rows_key)
    with tempfile.TemporaryFile() as rows:
        out = io.TextIOWrapper(rows, encoding="utf-8", newline="")
        result, summary = _read(found, user, out, today)
        out.detach()  # written to the end, and left open
        found.rows_key = _saved(rows)
        found.rows_duplicate = asides.set_duplicates(
            found=found, user=user, result=result, rows=rows
        )
    found.rows_total, found.rows_bad = result.good + result.bad, result.bad
    found.summary = {**found.summary, **_summary(result), **summary}
    bad = asides.bad_rows(found=found, user=user, result=result)
    _put_right(bad, typed, found, today)
    ImportRow.objects.bulk_create(bad, batch_size=500)
    found.status = Status.CHECKED
    found.save()


def _put_right(
    bad: list[ImportRow], typed: dict[int, list[str]], found: Import, today: date
) -> None:
    """Read bad rows again with what the person typed when they were bad before."""
    if Layout.from_json(found.layout).is_own:
        return
    reader = reader_again(found=found, today=today)
    for row in bad:
        if row.line in typed:
            mended.read(row, typed[row.line], reader)


def _read(found: Import, user: User, out: IO[str], today: date) -> tuple[Result, dict[str, object]]:
    """Read the file into `out`; return what is in it, and how days and numbers were read."""
    layout, mapping = Layout.from_json(found.layout), Mapping.from_json(found.mapping)
    open_file, report = partial(files.open_key, found.file_key), partial(progress.report, found.pk)
    if layout.is_own:
        return own_reading.read(open_file, layout, out, report, today=today), {}
    chosen = decide_formats(user=user, found=found, mapping=mapping)
    reader = reader_for(mapping=mapping, chosen=chosen, today=today)
    return reading.read(open_file, layout, reader, out, report), asdict(chosen)


def decide_formats(*, user: User, found: Import, mapping: Mapping) -> formats.Formats:
    """Return how the days and numbers of a file are written, by a mapping and its columns."""
    layout = Layout.from_json(found.layout)

    def rows() -> "formats.Rows":
        with files.open_key(found.file_key) as stream:
            for _line, cells in tables.rows(stream, layout):
                yield cells

    habits = preferences.habits(profile=user.profile, layout=layout)
    return formats.decide(mapping, heads.rows(found), rows, habits=habits)


def reader_for(*, mapping: Mapping, chosen: formats.Formats, today: date) -> RowReader:
    """Return what reads the rows of a file."""
    return RowReader(
        mapping,
        chosen=chosen,
        today=today.isoformat(),
        nameless=_("Without a name"),
        kind_of=kinds.find,
    )


def reader_again(*, found: Import, today: date) -> RowReader:
    """Return what reads single rows of a file as its check did."""
    chosen = formats.Formats(found.summary["order"], found.summary["style"])
    return reader_for(mapping=Mapping.from_json(found.mapping), chosen=chosen, today=today)


def _saved(stream: IO[bytes]) -> str:
    stream.seek(0)
    key = files.save(stream)
    stream.seek(0)
    return key


def _summary(result: Result) -> dict[str, object]:
    return {
        "good": result.good,
        "left_out": result.left_out,
        "closing": result.closing,
        "months": result.months,
        "totals": [[*key, *total] for key, total in result.totals.items()],
    }
