"""Bad rows that the person put right on the page."""

from uuid import UUID

from accounts.models import User
from finance.imports import records
from finance.imports.parsing.problems import BadRow
from finance.imports.parsing.rows import RowReader
from finance.models import ImportRow

_FIELDS = ("category", "subcategory", "name", "amount", "currency", "on", "description")


def rows(*, user: User, import_id: UUID) -> list[str]:
    """Return the mended rows of an import in the form of COPY."""
    found = ImportRow.objects.filter(
        user=user,
        import_file=import_id,
        is_duplicate=False,
        problems__isnull=True,
        is_skipped=False,
    )
    return [
        records.written(row.line, [str(getattr(row, field)) for field in _FIELDS])
        for row in found.order_by("line")
    ]


def typed(*, user: User, import_id: UUID) -> dict[int, list[str]]:
    """Return the cells of the bad rows of an import by line, as they were put right so far."""
    found = ImportRow.objects.filter(user=user, import_file=import_id, is_duplicate=False)
    return dict(found.values_list("line", "cells"))


def read(row: ImportRow, cells: list[str], reader: RowReader) -> None:
    """Read a bad row again with other cells; its `problems` are gone when it is in order now."""
    row.cells, row.problems, row.is_skipped = cells, None, False
    try:
        found = reader(cells)
    except BadRow as bad:
        row.problems = [problem.to_json() for problem in bad.problems]
        return
    row.is_skipped = found is None
    for name, value in found._asdict().items() if found else ():
        setattr(row, name, value)
