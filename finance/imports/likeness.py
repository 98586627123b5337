"""How alike two names are: the shop of a bank's export and the one typed by hand."""

from difflib import SequenceMatcher
from functools import lru_cache

from finance.imports.parsing.words import fold

ALIKE = 55  # per cent from which two bookings of one day and amount are taken for the same
_SAME_DAY, _NEAR_DAY = 100, 81


@lru_cache(maxsize=8192)
def of_names(one: str, other: str) -> int:
    """Return the likeness of two names in per cent; one that contains the other is alike."""
    first, second = fold(one), fold(other)
    if first == second:
        return 100
    words, others = set(first.split()), set(second.split())
    if words and others and (words <= others or others <= words):
        return 90
    return round(SequenceMatcher(None, first[:80], second[:80], autojunk=False).ratio() * 100)


def of_bookings(one: str, other: str, *, days_apart: int) -> int:
    """Return the likeness of two bookings of one amount: a day between them counts against it."""
    names = of_names(one, other)
    return names if days_apart == 0 else names * _NEAR_DAY // _SAME_DAY
