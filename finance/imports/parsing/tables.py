"""Rows of a table as text: cells, and the line on which each row begins."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO

from finance.imports.parsing import charset
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.problems import BadFile

MOST_ROWS = 500_000
MOST_COLUMNS = 200
_LINES_OF_A_ROW = 100  # a row that runs over more is an open quotation mark

type Cells = list[str]


def text_of(stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Return the text of a file; bytes that make no sense become replacement characters."""
    codec = charset.codec(encoding)
    return io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")


def rows(stream: IO[bytes], layout: Layout) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a file that have anything in them, with their first line, from 1.

    Raises BadFile for an open quotation mark, too many rows, or a cell of absurd length.
    """
    text = text_of(stream, layout.encoding)
    for _line in range(layout.first_line):
        next(text, None)
    found = records(text, layout.delimiter, layout.quote, start=layout.first_line)
    for count, row in enumerate(found):
        if count == MOST_ROWS:
            raise BadFile("file_rows")
        yield row


def records(
    lines: Iterable[str], delimiter: str, quote: str, *, start: int = 0
) -> Iterator[tuple[int, Cells]]:
    """Yield each record that is not empty, with its first line; `start` lines came before."""
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        skipinitialspace=True,
    )
    line = start + 1
    try:
        for cells in reader:
            after = start + reader.line_num + 1
            if after - line > _LINES_OF_A_ROW:
                raise BadFile("file_quote", line=str(line))
            if any(cells):
                yield line, cells
            line = after
    except csv.Error:
        raise BadFile("file_cell", line=str(line)) from None
