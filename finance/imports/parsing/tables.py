"""Rows of a table as text: cells, and the line on which each row begins."""

import csv
import io
from collections.abc import Iterable, Iterator
from functools import partial
from typing import IO

from finance.imports.parsing import charset
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.problems import BadFile

MOST_ROWS = 500_000
MOST_COLUMNS = 200
_LINES_OF_A_ROW = 100  # a row that runs over more is an open quotation mark
_LINES_OF_AN_ENTRY = 2000  # in our own exports, where a note may be all line breaks
_LONGEST_ROW = 1 << 18  # characters

type Cells = list[str]


def text_of(stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Return the text of a file; bytes that make no sense become replacement characters."""
    codec = charset.codec(encoding)
    return io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")


def rows(stream: IO[bytes], layout: Layout) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a file that have anything in them, with their first line, from 1.

    Raises BadFile for an open quotation mark, too many rows, or a row of absurd length.
    """
    text = text_of(stream, layout.encoding)
    lines = iter(partial(text.readline, _LONGEST_ROW + 1), "")
    for _line in range(layout.first_line):
        next(lines, None)
    most = _LINES_OF_AN_ENTRY if layout.is_own else _LINES_OF_A_ROW
    found = records(lines, layout.delimiter, layout.quote, start=layout.first_line, most=most)
    for count, row in enumerate(found):
        if count == MOST_ROWS:
            raise BadFile("file_rows")
        yield row


class _Feed:
    """Lines on their way into rows, watched so that no row swallows the whole file."""

    def __init__(self, lines: Iterable[str], *, start: int, most: int) -> None:
        self._lines = lines
        self._start = start
        self._most = most
        self.begin = start + 1  # where the row that is being read begins

    def __iter__(self) -> Iterator[str]:
        """Yield each line without NUL, which no column can store. Raises BadFile."""
        size = 0
        for at, line in enumerate(self._lines, self._start + 1):
            size = len(line) if at == self.begin else size + len(line)
            if at - self.begin >= self._most:
                raise BadFile("file_quote", line=str(self.begin))
            if size > _LONGEST_ROW:
                raise BadFile("file_cell", line=str(self.begin))
            yield line.replace("\0", "")


def records(
    lines: Iterable[str], delimiter: str, quote: str, *, start: int = 0, most: int = _LINES_OF_A_ROW
) -> Iterator[tuple[int, Cells]]:
    """Yield each record that is not empty, with its first line; `start` lines came before.

    Raises BadFile for one of more than `most` lines, and for one or a cell of absurd length.
    """
    feed = _Feed(lines, start=start, most=most)
    reader = csv.reader(
        iter(feed),
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        skipinitialspace=True,
    )
    try:
        for cells in reader:
            line, feed.begin = feed.begin, start + reader.line_num + 1
            if any(cells):
                yield line, cells
    except csv.Error:
        raise BadFile("file_cell", line=str(feed.begin)) from None
