"""What the columns of a file probably become, from their headings and their cells."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from finance.imports.parsing import dates, numbers, symbols, vocabulary
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import BALANCES, Mapping
from finance.imports.parsing.vocabulary import REPEATABLE, Field
from finance.imports.parsing.words import fold
from numoraq.lib import currencies

AMOUNTS = (Field.AMOUNT, Field.DEBIT, Field.CREDIT)
_NUMERIC = frozenset({*AMOUNTS, Field.BALANCE})
_MOST_WORDS = 12  # a type column has few different words
_ROWS = 200
_UNUSUAL = 1000  # makes a claim worse than any other
_CODE = re.compile(r"[A-Za-z]{1,2}\$|\b[A-Z]{3}\b|[€£¥₹$]")


@dataclass(frozen=True, slots=True)
class Column:
    """What can be seen of one column: its heading and its filled cells."""

    heading: str
    values: list[str]

    def mostly(self, test: Callable[[str], object]) -> bool:
        """Return whether nearly all filled cells pass a test; sums below a table may not."""
        failed = sum(1 for value in self.values if not test(value))
        return 2 * failed < len(self.values) and failed <= max(2, len(self.values) // 5)

    @property
    def is_of_dates(self) -> bool:
        """Whether these are days."""
        return self.mostly(dates.is_date)

    @property
    def is_of_numbers(self) -> bool:
        """Whether these are amounts."""
        return self.mostly(numbers.is_number)

    @property
    def is_of_currencies(self) -> bool:
        """Whether these are codes of currencies."""
        return self.mostly(lambda v: len(v) <= 5 and currencies.is_known(v.upper()))

    @property
    def has_negatives(self) -> bool:
        """Whether an amount among them is below zero."""
        return any(symbols.take_apart(numbers.even(value)).is_negative for value in self.values)

    @property
    def words(self) -> list[str]:
        """The different cells, folded, when there are few of them."""
        found = list(dict.fromkeys(fold(value) for value in self.values))
        return found if len(found) <= _MOST_WORDS else []


def guess(layout: Layout, rows: Sequence[Sequence[str]], *, currency: str) -> Mapping:
    """Return the likely mapping of a file; `currency` is the person's own."""
    columns = [
        Column(heading, [row[i].strip() for row in rows[:_ROWS] if row[i].strip()])
        for i, heading in enumerate(layout.columns)
    ]
    fields = _by_heading(columns)
    _by_content(columns, fields)
    _settle_amounts(columns, fields)
    _settle_names(columns, fields)
    kinds = [columns[i].words for i, found in enumerate(fields) if found == Field.KIND]
    return Mapping(
        fields=tuple(fields),
        currency=_currency(layout, columns, fields) or currency,
        own_name=_own_name(columns, fields),
        kinds={word: vocabulary.category_of(word) for words in kinds for word in words},
    )


def _by_heading(columns: list[Column]) -> list[Field]:
    claims = [_claim(column) for column in columns]
    fields = [field for field, _rank in claims]
    for wanted in set(fields) - REPEATABLE:
        rivals = [i for i, field in enumerate(fields) if field == wanted]
        winner = min(rivals, key=lambda i: (claims[i][1], i))
        for i in rivals:
            fields[i] = wanted if i == winner else Field.SKIP
    return fields


def _claim(column: Column) -> tuple[Field, int]:
    """Return what a heading stands for, unless the cells say otherwise."""
    field, rank = vocabulary.meaning(column.heading)
    if not column.values:
        return Field.SKIP, 0
    is_type = bool(column.words) and all(map(vocabulary.category_of, column.words))
    if field in _NUMERIC and is_type:
        return Field.KIND, rank
    if field == Field.DATE or field in _NUMERIC:
        is_usual = column.is_of_dates if field == Field.DATE else column.is_of_numbers
        test = dates.is_date if field == Field.DATE else numbers.is_number
        # A heading is believed though many of its cells are bad, but not when all of them are.
        is_likely = is_usual or any(map(test, column.values))
        return (field, rank if is_usual else rank + _UNUSUAL) if is_likely else (Field.SKIP, 0)
    fits = {Field.CURRENCY: column.is_of_currencies, Field.KIND: bool(column.words)}
    return (field, rank) if fits.get(field, True) else (Field.SKIP, 0)


def _by_content(columns: list[Column], fields: list[Field]) -> None:
    """Fill in, from the cells, what no heading said."""
    free = [i for i, field in enumerate(fields) if field == Field.SKIP and columns[i].values]
    if Field.DATE not in fields:
        _take(fields, Field.DATE, [i for i in free if columns[i].is_of_dates])
    free = [i for i in free if fields[i] == Field.SKIP and not columns[i].is_of_dates]
    if not set(AMOUNTS) & set(fields):
        numeric = [i for i in free if columns[i].is_of_numbers]
        numeric.sort(key=lambda i: not columns[i].has_negatives)
        _take(fields, Field.AMOUNT, numeric)
    if Field.CURRENCY not in fields:
        _take(fields, Field.CURRENCY, [i for i in free if columns[i].is_of_currencies])


def _take(fields: list[Field], field: Field, candidates: list[int]) -> None:
    if candidates:
        fields[candidates[0]] = field


def _settle_amounts(columns: list[Column], fields: list[Field]) -> None:
    """Leave one way of telling money in from money out."""
    has_pair = Field.DEBIT in fields and Field.CREDIT in fields
    if Field.AMOUNT in fields:
        dropped = {Field.AMOUNT} if has_pair else {Field.DEBIT, Field.CREDIT}
        fields[:] = [Field.SKIP if field in dropped else field for field in fields]
    if Field.KIND not in fields:
        return
    at = fields.index(Field.KIND)
    meanings = {vocabulary.category_of(word) for word in columns[at].words}
    signed = Field.AMOUNT in fields and columns[fields.index(Field.AMOUNT)].has_negatives
    if Field.AMOUNT not in fields or (signed and not meanings & BALANCES) or meanings == {""}:
        fields[at] = Field.SKIP


def _settle_names(columns: list[Column], fields: list[Field]) -> None:
    """See to it that rows get a name: from notes, or else from the column with most words."""
    if Field.NAME in fields:
        return
    notes = [i for i, field in enumerate(fields) if field == Field.NOTE]
    free = [
        i
        for i, field in enumerate(fields)
        if field == Field.SKIP and not (columns[i].is_of_numbers or columns[i].is_of_dates)
    ]
    candidates = notes or sorted(free, key=lambda i: -sum(map(len, set(columns[i].values))))
    if candidates and columns[candidates[0]].values:
        fields[candidates[0]] = Field.NAME


def _own_name(columns: list[Column], fields: list[Field]) -> str:
    """Return who stands in nearly every row, when payer and payee have a column each."""
    names = [
        column.values for column, field in zip(columns, fields, strict=True) if field == Field.NAME
    ]
    if len(names) < 2:
        return ""
    name, count = Counter(value for values in names for value in values).most_common(1)[0]
    return name if count > 0.4 * sum(map(len, names)) else ""


def _currency(layout: Layout, columns: list[Column], fields: list[Field]) -> str:
    """Return the currency that a heading, a cell or the lines above name, or nothing."""
    amounts = [column for column, field in zip(columns, fields, strict=True) if field in AMOUNTS]
    cells = [value for column in amounts for value in column.values[:20]]
    for text in [*(column.heading for column in amounts), *cells, layout.hint]:
        for word in _CODE.findall(text):
            code = symbols.settle(symbols.code_of(word), default="")
            if code:
                return code
    return ""
