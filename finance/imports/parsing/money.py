"""Where the money of a row stands: a sign, two columns, a word, or one category for all."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from finance import rules
from finance.imports.parsing import numbers, symbols
from finance.imports.parsing.mapping import BALANCES, LEFT_OUT, Mapping
from finance.imports.parsing.memory import Cells, Memory, bad
from finance.imports.parsing.problems import BadCell
from finance.imports.parsing.vocabulary import Field
from finance.imports.parsing.words import fold, one_line
from numoraq.lib import currencies
from numoraq.lib.money import round_to

_EXACT = 8  # decimals of a balance

type Money = tuple[str, str, str]  # category, amount, currency beside it


def money_reader(mapping: Mapping, style: str) -> Callable[[Cells], Money]:
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
                raise bad(in_at, "amount_both")
            return "expenses", amount.text, amount.currency
        if got.strip():
            amount = ins(got)
            return "income", amount.text, amount.currency
        if spent.strip():
            return "expenses", "0", outs(spent).currency
        raise bad(out_at if has_out else in_at, "amount_empty")

    return read


def _fixed_reader(mapping: Mapping, style: str) -> Callable[[Cells], Money]:
    category = mapping.category
    at, amounts = _amounts(mapping, Field.AMOUNT, style, _EXACT if category in BALANCES else 2)

    def read(cells: Cells) -> Money:
        amount = amounts(cells[at])
        return category, _in_category(amount, category), amount.currency

    return read


def _kind_reader(mapping: Mapping, style: str) -> Callable[[Cells], Money]:
    at, amounts = _amounts(mapping, Field.AMOUNT, style)
    _at, balances = _amounts(mapping, Field.AMOUNT, style, _EXACT)
    word_at = mapping.at(Field.KIND)
    categories = Memory(word_at, lambda cell: _category(mapping, cell))

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


def fitter(mapping: Mapping) -> Callable[[str, str, str], str]:
    """Return what holds an amount of a category to the decimals of its currency.

    It returns the amount, rounded where the mapping says so, or raises BadCell.
    """
    beside = {"expenses": mapping.at(Field.DEBIT), "income": mapping.at(Field.CREDIT)}

    def fitted(category: str, amount: str, currency: str) -> str:
        most = _places(currency, category in BALANCES)
        if not amount.partition(".")[2].rstrip("0")[most:]:
            return amount
        if mapping.rounds:
            return str(round_to(Decimal(1).scaleb(-most), Decimal(amount)))
        at = mapping.at(Field.AMOUNT)
        code = "amount_places" if most else "amount_whole"
        column = beside.get(category) if at is None else at
        raise bad(column, code, currency=currency, places=str(most))

    return fitted


@lru_cache(maxsize=256)
def _places(currency: str, is_balance: bool) -> int:
    return rules.places(currency, is_balance=is_balance)


def currency_reader(mapping: Mapping) -> Callable[[Cells, str], str]:
    """Return what reads the currency of a row: its cell, a sign by the amount, or the default."""
    at, default = mapping.at(Field.CURRENCY), mapping.currency
    codes = Memory(at, _known_currency)

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
