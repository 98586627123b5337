"""Amounts as banks write them. Which mark stands before the cents is a matter of the column."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from finance.imports.parsing import symbols
from finance.imports.parsing.problems import BadCell
from numoraq.lib.money import round_cents

POINT, COMMA = "point", "comma"
STYLES = (POINT, COMMA)
MARK = {POINT: ".", COMMA: ","}
_OTHER = {POINT: COMMA, COMMA: POINT}
_DIGITS_AT_MOST = 13  # before the decimals, as NUMERIC(15,2) keeps them
_EVEN = str.maketrans(
    "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d\u2019\u02bc\u00b4`\u00a0\u202f\u2009\u2007",
    "--------''''    ",
)
_INVISIBLE = str.maketrans("", "", "\u200e\u200f\u202a\u202c\u2066\u2069\ufeff\u200b")
_LOOKALIKES = {"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"}
_LOOKALIKE_DIGITS = str.maketrans(_LOOKALIKES)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_ONLY_NUMBER = re.compile(r"[0-9.,' ]*[0-9][0-9.,' ]*")
_QUICK = {
    POINT: re.compile(r"(-?)(\d{1,3}(?:,\d{3})*|\d{1,13})(?:\.(\d\d?))?", re.ASCII),
    COMMA: re.compile(r"(-?)(\d{1,3}(?:\.\d{3})*|\d{1,13})(?:,(\d\d?))?", re.ASCII),
}
_WHOLE = {
    POINT: re.compile(r"\d+|\d{1,3}(?:(?P<m>[,' ])\d{2,3}(?:(?P=m)\d{2,3})*)(?<=\d{3})"),
    COMMA: re.compile(r"\d+|\d{1,3}(?:(?P<m>[.' ])\d{2,3}(?:(?P=m)\d{2,3})*)(?<=\d{3})"),
}


class Amount(NamedTuple):
    """A number without its sign, as plain text (1234.56), and what stood around it."""

    text: str
    is_negative: bool
    currency: str  # ISO code, "$" for some dollar, or nothing


@dataclass(frozen=True, slots=True)
class Verdict:
    """The mark before the cents of a column, and whether its values leave no other."""

    style: str
    is_certain: bool


def decide(values: Iterable[str], *, fallback: str = POINT) -> Verdict:
    """Return how the numbers of a column are written."""
    votes = {POINT: 0, COMMA: 0}
    is_open = False
    for value in values:
        digits = _bare(value)
        if digits is None:
            continue
        vote = _vote(digits)
        if vote:
            votes[vote] += 1
        is_open = is_open or "." in digits or "," in digits
    if votes[POINT] != votes[COMMA]:
        return Verdict(max(votes, key=lambda style: votes[style]), is_certain=True)
    return Verdict(fallback, is_certain=not is_open)


def reader(
    style: str, *, rounds: bool = False, places: int = 2, column: int | None = None
) -> Callable[[str], Amount]:
    """Return a function from a cell to its amount. It raises BadCell, with the column if given.

    `rounds`: cut further decimals by rounding halves to even, instead of refusing them.
    """
    quick = _QUICK[style].fullmatch
    group = MARK[_OTHER[style]]
    make = tuple.__new__

    def read(value: str) -> Amount:
        found = quick(value)
        if found is None:
            return slow(value)
        sign, whole, cents = found.groups("00")
        if group in whole:
            whole = whole.replace(group, "")
        return make(Amount, (f"{whole}.{cents}", sign == "-", ""))

    def slow(value: str) -> Amount:
        try:
            return _read(value, style, rounds=rounds, places=places)
        except BadCell as bad:
            bad.column = column
            raise

    return read


def is_number(value: str) -> bool:
    """Return whether a cell looks like an amount, in whatever style."""
    rest = _bare(value) or ""
    return any(_plain(rest, style) for style in STYLES)


def _bare(value: str) -> str | None:
    """Return the digits and marks of an amount, without sign and currency; None for words."""
    rest = symbols.take_apart(even(value[:100])).rest
    return rest if len(rest) <= symbols.LONGEST and _ONLY_NUMBER.fullmatch(rest) else None


def _vote(digits: str) -> str:
    """Return the style that one number proves, or nothing where it could be either."""
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        return POINT if point > comma else COMMA
    mark = "." if point >= 0 else "," if comma >= 0 else ""
    if not mark:
        return ""
    if digits.count(mark) > 1:
        return COMMA if mark == "." else POINT  # it repeats, so it groups
    whole, _mark, rest = digits.partition(mark)
    could_group = len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0"
    if could_group:
        return ""
    return POINT if mark == "." else COMMA


def _read(value: str, style: str, *, rounds: bool, places: int) -> Amount:
    text = even(value)
    if not text:
        raise BadCell("amount_empty")
    if len(text) > symbols.LONGEST:
        raise BadCell("amount_unreadable", value=text[:40])
    if _SCIENTIFIC.fullmatch(text):
        raise BadCell("amount_shortened", value=text[:40])
    parts = symbols.take_apart(text)
    plain = _plain(parts.rest, style)
    if plain is None:
        raise _complaint(value, parts.rest, style)
    if parts.unknown:
        raise BadCell("currency_unknown", currency=parts.unknown)
    fitted = _fitted(plain, rounds=rounds, places=places)
    return Amount(fitted, parts.is_negative, parts.currency)


def _plain(number: str, style: str) -> str | None:
    """Return digits with a point before the decimals; None when the marks make no sense."""
    whole, mark, decimals = number.rpartition(MARK[style])
    if not mark:
        whole, decimals = number, ""
    if decimals and not (decimals.isascii() and decimals.isdigit()):
        return None
    if not whole and decimals:
        whole = "0"
    if not whole.isascii() or not _WHOLE[style].fullmatch(whole):
        return None
    digits = re.sub(r"[^0-9]", "", whole)
    return f"{digits}.{decimals}" if decimals else digits


def _fitted(plain: str, *, rounds: bool, places: int) -> str:
    whole, _mark, decimals = plain.partition(".")
    if len(whole.lstrip("0")) > _DIGITS_AT_MOST:
        raise BadCell("amount_large")
    if len(decimals.rstrip("0")) <= places:
        decimals = decimals[:places]
        return f"{whole}.{decimals}" if decimals else whole
    if not rounds:
        raise BadCell("amount_decimals")
    return str(round_cents(Decimal(plain)))


def even(value: str) -> str:
    """Return a cell with one kind of minus, gap and apostrophe."""
    return value.translate(_INVISIBLE).translate(_EVEN).strip()


def _complaint(value: str, rest: str, style: str) -> BadCell:
    """Return what is wrong with a cell, as near to the mistake as it can be told."""
    meant = symbols.take_apart(even(value).translate(_LOOKALIKE_DIGITS)).rest
    letter = next((c for c in rest if c in _LOOKALIKES), "")
    if letter and _plain(meant, style):
        return BadCell("letter", letter=letter, digit=_LOOKALIKES[letter])
    if _ONLY_NUMBER.fullmatch(rest):
        if rest.count(MARK[style]) > 1:
            return _two_marks(rest, style)
        if _plain(rest, _OTHER[style]):
            return BadCell("amount_other_marks")
    return BadCell("amount_unreadable", value=value.strip()[:40])


def _two_marks(number: str, style: str) -> BadCell:
    mark = MARK[style]
    digits = number.split(mark)
    group = MARK[_OTHER[style]]
    first = group.join(digits[:-1]) + mark + digits[-1]
    second = digits[0] + mark + "".join(digits[1:])
    return BadCell("amount_two_marks", first=first, second=second)
