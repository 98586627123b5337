"""Rows of a bank's table, read by a mapping into what they become."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from finance.imports.parsing import dates, numbers, symbols
from finance.imports.parsing.formats import Formats
from finance.imports.parsing.mapping import BALANCES, LEFT_OUT, Mapping
from finance.imports.parsing.problems import BadCell, BadRow, Problem
from finance.imports.parsing.vocabulary import Field
from finance.imports.parsing.words import fold, lines, one_line
from numoraq.lib import currencies

LONGEST_NAME = 200
LONGEST_NOTE = 2000
_MOST_REMEMBERED = 50_000
_JOINT = " · "

type Cells = Sequence[str]
type Money = tuple[str, str, str]  # category, amount, currency beside it


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


class _Memory[T](dict[str, T]):
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
        self._days = _Memory(on, dates.reader(chosen.order))
        self._money = _money_reader(mapping, chosen.style)
        self._currency = _currency_reader(mapping)
        self._names = _text_reader(mapping.all_at(Field.NAME), one_line)
        self._notes = _text_reader(mapping.all_at(Field.NOTE), lines, repeats=False)
        self._words = _text_reader(mapping.all_at(Field.SUBCATEGORY), one_line)
        self._kinds = _Memory(None, lambda key: kind_of(*key.split("\0", 1)))

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
                raise _bad(self._on, "date_to_come")
            currency = self._currency(cells, beside)
        except BadCell as bad:
            raise BadRow(self._problems(cells) or [Problem.of(bad)]) from None
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

    def _problems(self, cells: Cells) -> list[Problem]:
        found = []
        reads: list[Callable[[], object]] = [
            lambda: self._days[cells[self._on]],
            lambda: self._currency(cells, self._money(cells)[2]),
        ]
        for read in reads:
            try:
                read()
            except BadCell as bad:
                found.append(Problem.of(bad))
        return found


def _money_reader(mapping: Mapping, style: str) -> Callable[[Cells], Money]:
    """Return the function from cells to category, amount and the currency beside it."""
    if mapping.at(Field.AMOUNT) is None:
        return _pair_reader(mapping, style)
    if mapping.category:
        return _fixed_reader(mapping, style)
    if mapping.at(Field.KIND) is not None:
        return _kind_reader(mapping, style)
    return _signed_reader(mapping, style)


def _amounts(
    mapping: Mapping, field: Field, style: str, places: int = 2
) -> tuple[int, Callable[[str], numbers.Amount]]:
    at = mapping.at(field)
    read = numbers.reader(style, rounds=mapping.rounds, places=places, column=at)
    return at or 0, read


def _signed_reader(mapping: Mapping, style: str) -> Callable[[Cells], Money]:
    at, amounts = _amounts(mapping, Field.AMOUNT, style)
    below, above = ("income", "expenses") if mapping.flips else ("expenses", "income")

    def read(cells: Cells) -> Money:
        amount = amounts(cells[at])
        return below if amount.is_negative else above, amount.text, amount.currency

    return read


def _pair_reader(mapping: Mapping, style: str) -> Callable[[Cells], Money]:
    out_at, outs = _amounts(mapping, Field.DEBIT, style)
    in_at, ins = _amounts(mapping, Field.CREDIT, style)
    has_out, has_in = Field.DEBIT in mapping.fields, Field.CREDIT in mapping.fields

    def read(cells: Cells) -> Money:
        spent, got = cells[out_at] if has_out else "", cells[in_at] if has_in else ""
        if spent.strip() and (amount := outs(spent)) and amount.text.strip("0."):
            if got.strip() and ins(got).text.strip("0."):
                raise _bad(in_at, "amount_both")
            return "expenses", amount.text, amount.currency
        if got.strip():
            amount = ins(got)
            return "income", amount.text, amount.currency
        if spent.strip():
            return "expenses", "0", outs(spent).currency
        raise _bad(out_at if has_out else in_at, "amount_empty")

    return read


def _fixed_reader(mapping: Mapping, style: str) -> Callable[[Cells], Money]:
    category = mapping.category
    at, amounts = _amounts(mapping, Field.AMOUNT, style, 8 if category in BALANCES else 2)

    def read(cells: Cells) -> Money:
        amount = amounts(cells[at])
        return category, _in_category(amount, category), amount.currency

    return read


def _kind_reader(mapping: Mapping, style: str) -> Callable[[Cells], Money]:
    at, amounts = _amounts(mapping, Field.AMOUNT, style)
    _at, balances = _amounts(mapping, Field.AMOUNT, style, 8)
    word_at = mapping.at(Field.KIND)
    categories = _Memory(word_at, lambda cell: _category(mapping, cell))

    def read(cells: Cells) -> Money:
        category = categories[cells[word_at or 0]]
        if category == LEFT_OUT:
            return category, "", ""
        amount = (balances if category in BALANCES else amounts)(cells[at])
        return category, _in_category(amount, category), amount.currency

    return read


def _category(mapping: Mapping, cell: str) -> str:
    found = mapping.kinds.get(fold(cell))
    if found:
        return found
    if not cell.strip():
        raise BadCell("kind_empty")
    raise BadCell("kind_unknown", value=one_line(cell)[:40])


def _in_category(amount: numbers.Amount, category: str) -> str:
    """Return an amount with the sign it has in a category: only what is owned may be below 0."""
    return f"-{amount.text}" if amount.is_negative and category == "assets" else amount.text


def _currency_reader(mapping: Mapping) -> Callable[[Cells, str], str]:
    at, default = mapping.at(Field.CURRENCY), mapping.currency
    codes = _Memory(at, _known_currency)

    def read(cells: Cells, beside: str) -> str:
        if at is not None and (code := codes[cells[at]]):
            return code
        return symbols.settle(beside, default=default) if beside else default

    return read


def _known_currency(cell: str) -> str:
    code = cell.strip().upper()
    if not code or currencies.is_known(code):
        return code
    by_sign = symbols.settle(symbols.code_of(cell.strip()), default="")
    if by_sign:
        return by_sign
    raise BadCell("currency_unknown", currency=one_line(cell)[:40])


def _text_reader(
    columns: tuple[int, ...], clean: Callable[[str], str], *, repeats: bool = True
) -> Callable[[Cells], str]:
    if not columns:
        return lambda _cells: ""
    if len(columns) == 1:
        at, texts = columns[0], _Memory(columns[0], clean)
        return (lambda cells: texts[cells[at]]) if repeats else (lambda cells: clean(cells[at]))
    return lambda cells: _JOINT.join(filter(None, [clean(cells[at]) for at in columns]))


def _bad(column: int, code: str) -> BadCell:
    bad = BadCell(code)
    bad.column = column
    return bad
