"""Reads text as a file of bookings, without a database."""

import io
from datetime import date

from finance.imports.parsing import charset, formats, guessing, sniffing, tables
from finance.imports.parsing.formats import Formats, Habits
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.problems import BadRow, Problem
from finance.imports.parsing.rows import Row, RowReader

TODAY = date(2026, 11, 22)


def sniffed(raw: bytes) -> sniffing.Sniffed:
    """Return the layout of a file and its first rows."""
    return sniffing.sniff(raw, is_utf8=charset.is_utf8([raw]), lines=raw.count(b"\n"))


def guessed(raw: bytes, *, currency: str = "EUR") -> Mapping:
    """Return the guessed mapping of a file."""
    seen = sniffed(raw)
    return guessing.guess(seen.layout, seen.rows, currency=currency)


def reader(
    mapping: Mapping, *, order: str = "dmy", style: str = "point", today: date = TODAY
) -> RowReader:
    """Return what reads rows by a mapping."""
    return RowReader(
        mapping,
        chosen=Formats(order, style),
        today=today.isoformat(),
        nameless="Nameless",
        kind_of=lambda _category, word: word.lower(),
    )


def everything(
    raw: bytes, *, mapping: Mapping | None = None, layout: Layout | None = None
) -> tuple[list[tuple[int, Row]], list[tuple[int, list[Problem]]]]:
    """Return the rows of a file that can be read, and those that cannot, with their lines."""
    seen = sniffed(raw)
    layout = layout or seen.layout
    mapping = mapping or guessing.guess(seen.layout, seen.rows, currency="EUR")
    rows = [cells for _line, cells in tables.rows(io.BytesIO(raw), layout)]
    chosen = formats.decide(mapping, rows, lambda: rows, habits=Habits())
    read = reader(mapping, order=chosen.order, style=chosen.style)
    good, bad = [], []
    for line, cells in tables.rows(io.BytesIO(raw), layout):
        try:
            row = read(cells)
        except BadRow as wrong:
            bad.append((line, wrong.problems))
        else:
            if row:
                good.append((line, row))
    return good, bad
