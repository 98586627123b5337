"""Cells of our own exports, read by their type; what cannot be read is collected."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from finance.exports import shape
from finance.imports.parsing.own import Record
from finance.imports.parsing.problems import Problem

_NUMBER: Final = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_FLAGS: Final = {"true": True, "false": False, "": None}
_COLUMN_OF: Final = {name: at for at, name in enumerate(shape.COLUMNS)}
_LONGEST: Final = 40  # characters of a bad cell that are repeated


class Cells:
    """The cells of one record."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        """Return a cell, empty when there is none."""
        return self._record.get(name, "")

    def need(self, *names: str) -> None:
        """Note which of these are empty."""
        for name in names:
            if not self.text(name):
                self.note(name, "value_missing", name=name)

    def number(self, name: str) -> Decimal | None:
        """Return an exact number with a decimal point, or None for an empty cell."""
        cell = self.text(name)
        if cell and not _NUMBER.fullmatch(cell):
            self.wrong(name)
            return None
        return Decimal(cell) if cell else None

    def day(self, name: str) -> date | None:
        """Return an ISO day, or None for an empty cell."""
        try:
            return date.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError:
            self.wrong(name)
            return None

    def flag(self, name: str) -> bool | None:
        """Return true or false, or None for an empty cell."""
        cell = self.text(name).lower()
        if cell not in _FLAGS:
            self.wrong(name)
        return _FLAGS.get(cell)

    def wrong(self, name: str) -> None:
        """Note that a value cannot stand in its column."""
        self.note(name, "value_wrong", name=name, value=self.text(name)[:_LONGEST])

    def note(self, column: str, code: str, **args: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(_COLUMN_OF.get(column), code, args))
