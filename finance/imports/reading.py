"""Reads a whole file: rows in order are written down, the others are set aside with the reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Self

from finance.imports import records
from finance.imports.parsing import tables
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.problems import BadFile, BadRow, Problem
from finance.imports.parsing.rows import Row, RowReader

MOST_BAD = 1000  # that are kept to be shown; further ones are counted
_MOST_REMARKS = 20  # lines below a table: sums, the bank's wishes
_LONGEST_CELL = 2000  # characters of a bad row that are kept, to be put right
_EVERY = 5000  # rows between two reports of progress

type Report = Callable[[int], None]
type Open = Callable[[], IO[bytes]]


@dataclass(slots=True)
class BadRecord:
    """A row that cannot be read, as much of it as is kept."""

    line: int
    cells: list[str]
    problems: list[Problem]

    @classmethod
    def of(cls, line: int, cells: list[str], bad: BadRow) -> Self:
        """Return a row that was refused, without the cells and characters that nobody asked for."""
        kept = [cell[:_LONGEST_CELL] for cell in cells[: tables.MOST_COLUMNS]]
        return cls(line, kept, bad.problems)


@dataclass(slots=True)
class Result:
    """What there is in a file."""

    good: int = 0
    bad: int = 0
    rates: int = 0  # the person's own, in one of our exports
    left_out: int = 0  # by a word of the type column
    closing: int = 0  # lines below the last row: sums, remarks
    bad_records: list[BadRecord] = field(default_factory=list)
    twins: dict[int, int] = field(default_factory=dict)  # line: the line that is the same
    totals: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # rows and cents
    days: set[str] = field(default_factory=set)
    _remarks: list[BadRecord] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count a row in order."""
        self.good += 1
        self.days.add(row.on)
        total = self.totals.setdefault((row.category, row.currency), [0, 0])
        total[0] += 1
        total[1] += cents(row.amount)

    def set_aside(self, record: BadRecord, *, may_be_remark: bool) -> None:
        """Count a row that cannot be read, unless nothing but such rows follows."""
        if may_be_remark and len(self._remarks) < _MOST_REMARKS:
            self._remarks.append(record)
        else:
            self.resume()
            self._add_bad(record)

    def resume(self) -> None:
        """Take what was set aside for bad rows: the table goes on below."""
        for record in self._remarks:
            self._add_bad(record)
        self._remarks.clear()

    def close(self) -> None:
        """Take what was set aside for remarks: the file is over."""
        if self.good or not self._remarks:
            self.closing = len(self._remarks)
            self._remarks.clear()
        self.resume()

    def _add_bad(self, record: BadRecord) -> None:
        self.bad += 1
        if len(self.bad_records) < MOST_BAD:
            self.bad_records.append(record)

    @property
    def months(self) -> int:
        """How many months the rows are spread over."""
        return len({day[:7] for day in self.days})


def cents(amount: str) -> int:
    """Return an amount (-1234.5) in cents, further decimals cut off: for sums that are shown."""
    whole, _point, decimals = amount.partition(".")
    return int(f"{whole}{decimals[:2]:0<2}")


def read(
    open_file: Open, layout: Layout, reader: RowReader, out: IO[str], report: Report
) -> Result:
    """Read a bank's table into `out`, as rows for COPY. `report` gets the line that is reached.

    Raises BadFile.
    """
    result = Result()
    seen: dict[int, int] = {}
    with open_file() as stream:
        for line, cells in tables.rows(stream, layout):
            try:
                row = reader(cells)
            except BadRow as bad:
                record = BadRecord.of(line, cells, bad)
                result.set_aside(record, may_be_remark=not reader.has_day(cells))
                continue
            result.resume()
            if row is None:
                result.left_out += 1
                continue
            out.write(records.written(line, row))
            result.add(row)
            first = seen.setdefault(hash(tuple(cells)), line)
            if first != line:
                result.twins[line] = first
            if result.good % _EVERY == 0:
                report(line)
    result.close()
    if not result.good and not result.bad:
        raise BadFile("file_no_rows")
    return result
