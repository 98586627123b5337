"""Names of months, and the words that stand in dates besides, in our languages."""

from functools import lru_cache

from babel import Locale

from finance.imports.parsing.words import fold

LANGUAGES = ("en", "pt", "es", "fr", "de")


@lru_cache(maxsize=512)
def number_of(word: str) -> int:
    """Return the number of a month's name in one of our languages, or 0."""
    return 0 if word.isdigit() else _names()[0].get(fold(word), 0)


@lru_cache(maxsize=512)
def is_filler(word: str) -> bool:
    """Return whether a word says nothing: a weekday, "of", "th"."""
    return not word.isdigit() and fold(word) in _names()[1]


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, int], frozenset[str]]:
    months: dict[str, int] = {"sept": 9}
    fillers = {"de", "del", "of", "the", "st", "nd", "rd", "th", "er", "le", "den", "d"}
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for width in ("wide", "abbreviated"):
            for number, name in locale.months["format"][width].items():
                months.setdefault(fold(name), number)
            fillers |= {fold(name) for name in locale.days["format"][width].values()}
    return months, frozenset(fillers - months.keys())
