"""The first rows of a file: enough to guess by, cheap for a file of any size."""

from contextlib import suppress
from itertools import islice
from typing import Final

from finance.imports import files
from finance.imports.parsing import tables
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.problems import BadFile
from finance.models import Import

_ROWS: Final = 400


def rows(found: Import) -> list[list[str]]:
    """Return the first rows; those before the place where the file cannot be read."""
    head: list[list[str]] = []
    with suppress(BadFile), files.open_key(found.file_key) as stream:
        for _line, cells in islice(tables.rows(stream, Layout.from_json(found.layout)), _ROWS):
            head.append(cells)
    return head
