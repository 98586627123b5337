"""Whatever dialect a table is written in, the same rows are read. No bytes break it."""

import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from finance.imports.parsing import charset, guessing, sniffing, tables
from finance.imports.parsing.problems import BadFile, BadRow, Problem
from finance.imports.parsing.rows import RowReader
from finance.imports.tests import reading

_HEADINGS = (
    ("Date", "Payee", "Note", "Amount"),
    ("Buchungstag", "Empfänger", "Verwendungszweck", "Betrag"),
    ("Data", "Nome", "Descrição", "Valor"),
    ("Fecha", "Nombre", "Concepto", "Importe"),
    ("Date opération", "Bénéficiaire", "Libellé", "Montant"),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéèñçãõABCXYZ ;,|'\"\t\n-=+@0123456789"


@dataclass(frozen=True)
class Dialect:
    """How a program writes a table."""

    delimiter: str
    encoding: str
    line_end: str
    days: str
    decimal: str
    group: str
    headings: tuple[str, ...]
    preamble: int
    quotes_all: bool

    def amount(self, cents: int) -> str:
        """Return cents as this program writes them."""
        whole, rest = divmod(abs(cents), 100)
        digits = f"{whole:,}".replace(",", self.group)
        return f"{'-' if cents < 0 else ''}{digits}{self.decimal}{rest:02}"


_dialects = st.builds(
    Dialect,
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    days=st.sampled_from(
        ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d", "%d %b %Y", "%d.%m.%Y %H:%M"]
    ),
    decimal=st.sampled_from(".,"),
    group=st.just(""),
    headings=st.sampled_from(_HEADINGS),
    preamble=st.integers(0, 3),
    quotes_all=st.booleans(),
).flatmap(
    lambda d: st.sampled_from(["", "'", " ", "," if d.decimal == "." else "."]).map(
        lambda group: Dialect(**{**d.__dict__, "group": group})
    )
)
_words = st.text(_LETTERS, max_size=30)
_row = st.tuples(
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    st.text("abcdefghijklmnopqrstuvwxyzäöüé", min_size=1, max_size=20),
    _words,
    st.integers(-(10**9), 10**9).filter(bool),
)


def write(dialect: Dialect, rows: list[tuple[date, str, str, int]]) -> bytes:
    """Return a table as a program writes it."""
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=dialect.delimiter,
        lineterminator=dialect.line_end,
        quoting=csv.QUOTE_ALL if dialect.quotes_all else csv.QUOTE_MINIMAL,
    )
    for number in range(dialect.preamble):
        writer.writerow([f"Account line {number}"])
    writer.writerow(dialect.headings)
    for day, name, note, cents in rows:
        writer.writerow([day.strftime(dialect.days), name, note, dialect.amount(cents)])
    return text.getvalue().encode(dialect.encoding)


@settings(max_examples=80)
@given(_dialects, st.lists(_row, min_size=4, max_size=12))
def test_the_same_rows_are_read_in_every_dialect(
    dialect: Dialect, rows: list[tuple[date, str, str, int]]
) -> None:
    # A day after the twelfth, so that day and month cannot be mistaken.
    rows = [(date(2026, 11, 22), "anchor", "", -123456), *rows]
    good, bad = reading.everything(write(dialect, rows))
    assert bad == []
    read = [(row.on, row.category, row.amount, row.name) for _line, row in good]
    assert read == [
        (
            day.isoformat(),
            "expenses" if cents < 0 else "income",
            f"{abs(cents) // 100}.{abs(cents) % 100:02}",
            name,
        )
        for day, name, _note, cents in rows
    ]


@settings(max_examples=40)
@given(st.lists(_row, min_size=1, max_size=8))
def test_notes_survive_quotes_and_line_breaks(rows: list[tuple[date, str, str, int]]) -> None:
    dialect = Dialect(",", "utf-8", "\n", "%Y-%m-%d", ".", "", _HEADINGS[0], 0, quotes_all=True)
    good, _bad = reading.everything(write(dialect, rows))
    notes = [row.description for _line, row in good]
    assert notes == [note.replace("\t", " ").strip() for _day, _name, note, _cents in rows]


@settings(max_examples=30)
@given(st.integers(2, 200), st.integers(0, 60))
def test_lines_are_told_as_an_editor_counts_them(count: int, preamble: int) -> None:
    dialect = Dialect(";", "utf-8", "\n", "%Y-%m-%d", ",", "", _HEADINGS[0], preamble, False)
    start = date(2020, 1, 1)
    rows = [(start + timedelta(days=n), f"shop {n}", "", 100 + n) for n in range(count)]
    good, _bad = reading.everything(write(dialect, rows))
    assert [line for line, _row in good] == list(range(preamble + 2, preamble + 2 + count))


def _survives(raw: bytes) -> None:
    """Read bytes as far as they can be read; what stops it has a sentence for people."""
    with suppress(BadFile):
        seen = sniffing.sniff(raw, is_utf8=charset.is_utf8([raw]), lines=raw.count(b"\n"))
        mapping = guessing.guess(seen.layout, seen.rows, currency="EUR")
        if seen.layout.is_own or mapping.faults:
            return
        read = reading.reader(mapping)
        for _line, cells in tables.rows(io.BytesIO(raw), seen.layout):
            assert all(problem.text for problem in _problems(read, cells))


def _problems(read: RowReader, cells: list[str]) -> list[Problem]:
    try:
        read(cells)
    except BadRow as bad:
        return bad.problems
    return []


@settings(max_examples=100)
@given(st.binary(max_size=600))
@example(b'"')
def test_no_bytes_break_it(raw: bytes) -> None:
    _survives(raw)


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_no_text_below_known_headings_breaks_it(text: str) -> None:
    _survives(f"Date,Payee,Note,Amount\n2026-11-22,a,b,-1.00\n{text}".encode())


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_no_cells_break_it(cells: list[list[str]]) -> None:
    rows = [["Date", "Payee", "Amount", "Currency"], ["2026-11-22", "a", "-1", "EUR"], *cells]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    _survives(text.getvalue().encode("utf-8", "replace"))
