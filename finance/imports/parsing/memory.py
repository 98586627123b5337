"""Cells of one column, read and remembered: banks repeat themselves."""

from collections.abc import Callable, Sequence

from finance.imports.parsing.problems import BadCell

_MOST_REMEMBERED = 50_000

type Cells = Sequence[str]


class Memory[T](dict[str, T]):
    """Cells of one column that were read before: banks repeat themselves."""

    def __init__(self, column: int | None, read: Callable[[str], T]) -> None:
        super().__init__()
        self._column = column
        self._read = read

    def __missing__(self, cell: str) -> T:
        try:
            found = self._read(cell)
        except BadCell as bad:
            bad.column = self._column
            raise
        if len(self) < _MOST_REMEMBERED:
            self[cell] = found
        return found


def bad(column: int | None, code: str, **args: str) -> BadCell:
    """Return what is wrong with the cell of a column."""
    found = BadCell(code, **args)
    found.column = column
    return found
