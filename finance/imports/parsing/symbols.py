"""What stands around the number in the cell of an amount: signs, currencies, debit marks."""

import re
from typing import NamedTuple

from numoraq.lib import currencies

DOLLAR = "$"
LONGEST = 60  # characters of a cell with an amount or a day
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"})
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₩": "KRW",
    "₪": "ILS",
    "₫": "VND",
    "₴": "UAH",
    "₦": "NGN",
    "₱": "PHP",
    "฿": "THB",
    "₿": "BTC",
    "$": DOLLAR,
    "r$": "BRL",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "mx$": "MXN",
    "fr": "CHF",
    "sfr": "CHF",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "kz": "AOA",
    "lei": "RON",
    "лв": "BGN",
}
_OUT = frozenset({"dr", "d", "s", "soll", "db"})
_IN = frozenset({"cr", "c", "h", "haben", "k"})
_WORD = r"([^\W\d_]*\$|[^\W\d_]+\.?|[€£¥₹₽₺₩₪₫₴₦₱฿₿])"
_EDGES = (re.compile(rf"^{_WORD}\s*"), re.compile(rf"\s*{_WORD}$"))


class Parts(NamedTuple):
    """A cell without its signs and words: what is left, and what they said."""

    rest: str
    is_negative: bool = False
    currency: str = ""
    unknown: str = ""  # a word of capitals that may be meant as a currency


def take_apart(text: str) -> Parts:
    """Return the number of a cell, and what stood around it.

    A cell with anything else in it comes back whole.
    """
    parts = Parts(text)
    if len(text) > LONGEST:
        return parts
    if text.startswith("(") and text.endswith(")"):
        parts = Parts(text[1:-1].strip(), is_negative=True)
    signs = 0
    while True:
        rest = parts.rest
        if rest[:1] in {"+", "-"} or rest[-1:] in {"+", "-"}:
            signs += 1
            parts = _without_sign(parts)
            continue
        found = _EDGES[0].search(rest) or _EDGES[1].search(rest)
        if signs > 1:
            return Parts(text)
        if not found:
            return parts
        read = _meaning(found[1].strip("."), parts)
        if read is None:
            return Parts(text)
        parts = read._replace(rest=(rest[: found.start()] + rest[found.end() :]).strip())


def _without_sign(parts: Parts) -> Parts:
    rest = parts.rest
    sign, rest = (rest[0], rest[1:]) if rest[0] in "+-" else (rest[-1], rest[:-1])
    return parts._replace(rest=rest.strip(), is_negative=parts.is_negative or sign == "-")


def _meaning(word: str, parts: Parts) -> Parts | None:
    code, mark = code_of(word), word.casefold()
    if code:
        return parts._replace(currency=code)
    if mark in _OUT:
        return parts._replace(is_negative=True)
    if mark in _IN:
        return parts
    return parts._replace(unknown=word) if 3 <= len(word) <= 5 and word.isupper() else None


def code_of(word: str) -> str:
    """Return the currency that a sign or a code stands for, `$` for some dollar, or nothing."""
    upper = word.upper()
    return _SIGNS.get(word.casefold(), "") or (upper if currencies.is_known(upper) else "")


def settle(currency: str, *, default: str) -> str:
    """Return the code meant by what stood beside a number: a bare dollar is the column's own."""
    if currency == DOLLAR:
        return default if default in DOLLARS else "USD"
    return currency or default
