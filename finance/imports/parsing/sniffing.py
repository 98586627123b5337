"""Finds out how a file is laid out, from its first bytes."""

import io
import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from finance.imports.parsing import charset, dates, numbers, own, tables, vocabulary
from finance.imports.parsing.layout import DELIMITERS, OWN_CSV, OWN_JSON, Layout
from finance.imports.parsing.problems import BadFile
from finance.imports.parsing.words import one_line

SAMPLE_BYTES = 256 * 1024
_ROWS_LOOKED_AT = 400
_HEADER_WITHIN = 60  # rows of the table's width
_SAMPLES = 5
_LONGEST_SAMPLE = 120
_NAMED_DELIMITER = re.compile(r"sep=([^\w\s\"']|\t)", re.IGNORECASE)
_MAGIC = {b"PK\x03\x04": "file_workbook", b"\xd0\xcf\x11\xe0": "file_workbook", b"%PDF": "file_pdf"}

type Records = list[tuple[int, list[str]]]


class Sniffed(NamedTuple):
    """The layout of a file, and its first rows."""

    layout: Layout
    rows: list[list[str]]


def sniff(sample: bytes, *, is_utf8: bool, lines: int, forced: Layout | None = None) -> Sniffed:
    """Return the layout of a file: its first bytes, what all of it is, and its line breaks.

    `forced` brings what the person chose instead: encoding, delimiter, quotes, headings.
    Raises BadFile for what is not a table.
    """
    _refuse_what_is_no_text(sample)
    encoding = forced.encoding if forced else charset.detect(sample, is_utf8=is_utf8)
    text = _text(sample, encoding)
    if not text.strip():
        raise BadFile("file_empty")
    if text.lstrip()[0] in "{[":
        return Sniffed(_json(text, encoding, lines), [])
    delimiter, quote = (
        (forced.delimiter, forced.quote) if forced else (_delimiter(text), _quote(text))
    )
    found = _records(text, delimiter, quote)
    if not found:
        raise BadFile("file_empty")
    table, rows = _table(found, forced)
    layout = replace(
        table,
        kind=OWN_CSV if own.is_header(table.columns) else table.kind,
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        lines=lines,
        is_forced=forced is not None,
    )
    return Sniffed(layout, rows)


def _json(text: str, encoding: str, lines: int) -> Layout:
    if not own.is_json(text):
        raise BadFile("file_format")
    return Layout(kind=OWN_JSON, encoding=encoding, columns=own.COLUMNS, lines=lines)


def _refuse_what_is_no_text(sample: bytes) -> None:
    for magic, code in _MAGIC.items():
        if sample.startswith(magic):
            raise BadFile(code)
    wide = charset.detect(sample[:4096], is_utf8=True).startswith("utf-16")
    if not wide and sample.count(0) > len(sample) // 20:
        raise BadFile("file_binary")


def _text(sample: bytes, encoding: str) -> str:
    """Return the sample as text, without the line that its end cuts off."""
    text = sample.decode(charset.codec(encoding), errors="replace").replace("\0", "")
    if len(sample) < SAMPLE_BYTES:
        return text
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the lines into the same number of cells."""
    if named := _NAMED_DELIMITER.match(text):
        return named[1]

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(cells) for _line, cells in _records(text, delimiter, '"'))
        width = _usual(widths)
        return (widths[width] / widths.total(), width) if width > 1 else (0, 1)

    scores = {delimiter: evenness(delimiter) for delimiter in DELIMITERS}
    best = max(share for share, _width in scores.values())
    near = [d for d in DELIMITERS if scores[d][0] >= best - 0.1]
    return max(near, key=lambda delimiter: scores[delimiter][1])


def _usual(widths: Counter[int]) -> int:
    """Return how many cells the rows have: what stands above them may be longer, but is thin."""
    wide = [width for width in widths if width > 1]
    return max(wide, key=lambda width: (widths[width] * width, width), default=1)


def _quote(text: str) -> str:
    """Return the quotation mark: an apostrophe only where it opens and closes whole cells."""
    singles = sum(text.count(f"{d}'") for d in (*DELIMITERS, "\n"))
    doubles = sum(text.count(f'{d}"') for d in (*DELIMITERS, "\n"))
    return "'" if singles > 10 and not doubles else '"'


def _records(text: str, delimiter: str, quote: str) -> Records:
    lines = io.StringIO(text, newline="")
    try:
        return list(islice(tables.records(lines, delimiter, quote), _ROWS_LOOKED_AT))
    except BadFile:
        plain = io.StringIO(text, newline="")
        return list(islice(tables.records(plain, delimiter, ""), _ROWS_LOOKED_AT))


def _table(found: Records, forced: Layout | None) -> Sniffed:
    widths = Counter(len(cells) for _line, cells in found)
    if not found:
        raise BadFile("file_empty")
    width = _usual(widths)
    if width > tables.MOST_COLUMNS:
        raise BadFile("file_columns")
    at = next(i for i, (_line, cells) in enumerate(found) if len(cells) == width)
    header = _header(found, at, width)
    if forced and not forced.has_header:
        header = None
    elif forced and header is None:
        header = at
    first = at if header is None else header + 1
    names = found[header][1] if header is not None else [""] * width
    rows = [cells for _line, cells in found[first:] if len(cells) == width]
    layout = Layout(
        has_header=header is not None,
        first_line=_lines_before(found, first, header),
        columns=tuple(one_line(name)[:_LONGEST_SAMPLE] for name in names),
        samples=tuple(_short(cells) for cells in rows[:_SAMPLES]),
        hint=" ".join(cell for _line, cells in found[:first] for cell in cells)[:500],
    )
    return Sniffed(layout, rows)


def _short(cells: list[str]) -> tuple[str, ...]:
    return tuple(one_line(cell)[:_LONGEST_SAMPLE] for cell in cells)


def _lines_before(found: Records, first: int, header: int | None) -> int:
    if first < len(found):
        return found[first][0] - 1
    return found[header][0] if header is not None else 0


def _header(found: Records, at: int, width: int) -> int | None:
    """Return which record holds the headings: the one whose words we know, or one of words."""
    near = [i for i in range(at, len(found)) if len(found[i][1]) == width][:_HEADER_WITHIN]
    wordy = [i for i in near if not any(_is_value(cell) for cell in found[i][1])]
    best = max(wordy, key=lambda i: (vocabulary.known(found[i][1]), -i), default=at)
    if wordy and vocabulary.known(found[best][1]) >= 2:
        return best
    if near[0] not in wordy or not all(cell.strip() for cell in found[near[0]][1]):
        return None
    has_values = any(_is_value(cell) for i in near[1:6] for cell in found[i][1])
    return near[0] if has_values else None


def _is_value(cell: str) -> bool:
    return numbers.is_number(cell) or dates.is_date(cell)
