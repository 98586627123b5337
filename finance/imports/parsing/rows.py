"""Rows of a bank's table, read by a mapping into what they become."""

from collections.abc import Callable
from typing import NamedTuple

from finance.imports.parsing import dates, money, texts
from finance.imports.parsing.formats import Formats
from finance.imports.parsing.mapping import BALANCES, LEFT_OUT, Mapping
from finance.imports.parsing.memory import Cells, Memory, bad
from finance.imports.parsing.problems import BadCell, BadRow, Problem
from finance.imports.parsing.vocabulary import Field
from finance.imports.parsing.words import lines, one_line

LONGEST_NAME = 200
LONGEST_NOTE = 2000


class Row(NamedTuple):
    """One entry to be, as text that PostgreSQL reads: a point before decimals, an ISO day."""

    category: str
    subcategory: str
    name: str
    amount: str
    currency: str
    on: str
    description: str


_make = tuple.__new__


class RowReader:
    """Reads rows of so many columns by a mapping that has no faults."""

    def __init__(
        self,
        mapping: Mapping,
        *,
        chosen: Formats,
        today: str,
        nameless: str,
        kind_of: Callable[[str, str], str],
    ) -> None:
        """Prepare for a file.

        `chosen` says how its days and numbers are written, `today` (ISO) is the last day on which
        a balance can be known, `nameless` is the name of rows without one, `kind_of` finds the
        code of a kind from a category and a word.
        """
        self._mapping = mapping
        self._width = len(mapping.fields)
        self._today = today
        self._nameless = nameless
        on = mapping.at(Field.DATE)
        self._on = on or 0
        self._days = Memory(on, dates.reader(chosen.order))
        self._money = money.money_reader(mapping, chosen.style)
        self._currency = money.currency_reader(mapping)
        self._fitted = money.fitter(mapping)
        self._names = texts.name_reader(mapping)
        self._notes = texts.text_reader(mapping.all_at(Field.NOTE), lines, repeats=False)
        self._words = texts.text_reader(mapping.all_at(Field.SUBCATEGORY), one_line)
        self._kinds = Memory(None, lambda key: kind_of(*key.split("\0", 1)))

    def __call__(self, cells: Cells) -> Row | None:
        """Return what a row becomes; None for one that the mapping leaves out.

        Raises BadRow with every problem of the row.
        """
        if len(cells) != self._width:
            cells = self._padded(cells)
        try:
            on = self._days[cells[self._on]]
            category, amount, beside = self._money(cells)
            if category == LEFT_OUT:
                return None
            if on > self._today and category in BALANCES:
                raise bad(self._on, "date_to_come")
            currency = self._currency(cells, beside)
            amount = self._fitted(category, amount, currency)
        except BadCell as found:
            raise BadRow(self._problems(cells) or [Problem.of(found)]) from None
        name, note, word = self._names(cells), self._notes(cells), self._words(cells)
        if not name or len(name) > LONGEST_NAME:
            name, note = self._named(name, note, word)
        kind = self._kinds[f"{category}\0{word}"] if word else ""
        # What Row(...) does, without the second call.
        return _make(Row, (category, kind, name, amount, currency, on, note[:LONGEST_NOTE]))

    def has_day(self, cells: Cells) -> bool:
        """Return whether the cell of the day has a digit: remarks below a table have none."""
        return self._on < len(cells) and any(c.isdigit() for c in cells[self._on][:40])

    def _padded(self, cells: Cells) -> Cells:
        if len(cells) > self._width and not any(cells[self._width :]):
            return cells[: self._width]
        needed = max(i for i, field in enumerate(self._mapping.fields) if field != Field.SKIP)
        if needed < len(cells) < self._width:
            return [*cells, *[""] * (self._width - len(cells))]
        code = "row_quote" if any("\n" in cell for cell in cells) else "row_short"
        args = {"cells": str(len(cells)), "columns": str(self._width)}
        raise BadRow([Problem(None, code, {} if code == "row_quote" else args)])

    def _named(self, name: str, note: str, word: str) -> tuple[str, str]:
        """Return a name that fits, and the note; nothing of a long name is lost."""
        if name:
            note = f"{name}\n{note}".strip()
        name = name or one_line(note) or word or self._nameless
        return (f"{name[: LONGEST_NAME - 1]}…" if len(name) > LONGEST_NAME else name), note

    def _price(self, cells: Cells) -> None:
        """Read what a row says of money. Raises BadCell."""
        category, amount, beside = self._money(cells)
        self._fitted(category, amount, self._currency(cells, beside))

    def _problems(self, cells: Cells) -> list[Problem]:
        found = []
        reads: list[Callable[[], object]] = [
            lambda: self._days[cells[self._on]],
            lambda: self._price(cells),
        ]
        for read in reads:
            try:
                read()
            except BadCell as wrong:
                found.append(Problem.of(wrong))
        return found
