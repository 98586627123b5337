"""Days as banks write them. The order of day, month and year is a matter of the whole column."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from babel import Locale

from finance.imports.parsing.problems import BadCell
from finance.imports.parsing.symbols import LONGEST
from finance.imports.parsing.words import fold

DMY, MDY, YMD = "dmy", "mdy", "ymd"
ORDERS = (DMY, MDY, YMD)
LANGUAGES = ("en", "pt", "es", "fr", "de")
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
_CENTURY_TURNS = 70  # two digits below it are in the 2000s
_TIME = re.compile(
    r"[T,]?\s*\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})?$"
)
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_DIGIT_OF = {"O": "0", "o": "0", "l": "1", "I": "1"}

type Triple = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The order of a column, and whether its values leave no other."""

    order: str
    is_certain: bool


def decide(values: Iterable[str], *, fallback: str = DMY) -> Verdict:
    """Return the order in which the days of a column are written.

    Values come in the order of the file: where a day and a month could be swapped, a list in
    which time runs one way decides.
    """
    ordered = [found for found in dict.fromkeys(map(_numbers, values)) if found]
    votes = {DMY: 0, MDY: 0, YMD: 0}
    for triple, _mark in ordered:
        vote = _vote(triple)
        if vote:
            votes[vote] += 1
    best = max(votes, key=lambda order: votes[order])
    if votes[best]:
        return Verdict(best, is_certain=True)
    if not ordered:
        return Verdict(fallback, is_certain=True)  # nothing to mistake: names, or no days at all
    if all(mark == "." for _days, mark in ordered):
        return Verdict(DMY, is_certain=True)  # nobody puts full stops between month and day
    return _by_direction([triple for triple, _mark in ordered], fallback)


def reader(order: str) -> Callable[[str], str]:
    """Return a function from a cell to its day, as ISO text. It raises BadCell."""

    def read(value: str) -> str:
        parts = _split(value)
        if not parts:
            raise BadCell("date_empty")
        triple = _triple(parts, order)
        if triple is None:
            raise _complaint(value, order)
        return _checked(triple, value, order).isoformat()

    return read


def _split(value: str) -> list[str]:
    text = value.strip()
    if len(text) > LONGEST:
        return [text]
    short = _TIME.sub("", text) if ":" in text or "h" in text else text
    return _PARTS.findall(short or text)


def _numbers(value: str) -> tuple[Triple, str] | None:
    """Return three numbers and the mark between them, when that is all there is."""
    parts = _split(value)
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    if any(len(part) > 4 for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    mark = value.strip()[len(parts[0])]
    if len(parts[0]) == 4:
        first += 10_000  # a year, whatever its value
    return (first, second, third), mark


def _vote(triple: Triple) -> str:
    first, second, _third = triple
    if first > 31:
        return YMD
    if first > 12:
        return DMY
    return MDY if second > 12 else ""


def _by_direction(triples: list[Triple], fallback: str) -> Verdict:
    one_way = [order for order in (DMY, MDY) if _runs_one_way(triples, order)]
    if len(one_way) == 1:
        return Verdict(one_way[0], is_certain=True)
    return Verdict(fallback if fallback in {DMY, MDY} else DMY, is_certain=False)


def _runs_one_way(triples: list[Triple], order: str) -> bool:
    days = [
        (year, month, day)
        for first, second, year in triples
        for day, month in [(first, second) if order == DMY else (second, first)]
    ]
    distinct = list(dict.fromkeys(days))
    pairs = list(pairwise(distinct))
    return len(pairs) >= 2 and (all(a < b for a, b in pairs) or all(a > b for a, b in pairs))


def _triple(parts: list[str], order: str) -> Triple | None:
    """Return year, month and day."""
    if len(parts) == 1 and parts[0].isdigit():
        parts = _compact(parts[0], order)
    words = [_month(part) or part for part in parts if not _is_filler(part)]
    if len(words) != 3:
        return None
    months = [at for at, word in enumerate(words) if isinstance(word, int)]
    if months:
        return _with_name(words, months[0], order)
    numbers = [str(word) for word in words]
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in numbers):
        return None
    if len(numbers[0]) == 4:
        order = YMD
    year, month, day = (numbers[order.index(letter)] for letter in "ymd")
    return _year(year), int(month), int(day)


def _compact(digits: str, order: str) -> list[str]:
    if len(digits) == 8:
        is_year_first = 1900 <= int(digits[:4]) <= 2199
        cuts = (4, 6) if is_year_first else (2, 4)
    elif len(digits) == 6:
        cuts = (2, 4)
        if order != YMD and int(digits[:2]) > 31:
            return []
    else:
        return []
    return [digits[: cuts[0]], digits[cuts[0] : cuts[1]], digits[cuts[1] :]]


def _with_name(words: list[int | str], at: int, order: str) -> Triple | None:
    others = [str(word) for word in (*words[:at], *words[at + 1 :])]
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in others):
        return None
    is_year_first = len(others[0]) == 4 or (order == YMD and len(others[1]) <= 2)
    day, year = reversed(others) if is_year_first else others
    return _year(year), int(words[at]), int(day)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < _CENTURY_TURNS else 1900)


def _checked(triple: Triple, value: str, order: str) -> date:
    year, month, day = triple
    if not FIRST.year <= year <= LAST.year:
        raise BadCell("date_far", year=str(year))
    if not 1 <= month <= 12:
        raise BadCell("date_order", value=value.strip()[:40], order=order)
    try:
        return date(year, month, day)
    except ValueError:
        if not 28 < day <= 31:
            raise BadCell("date_unreadable", value=value.strip()[:40]) from None
        meant = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        raise BadCell("date_no_such_day", meant_on=meant.isoformat()) from None


def _complaint(value: str, order: str) -> BadCell:
    letter = next((c for c in value if c in _DIGIT_OF), "")
    if letter and not _TIME.search(value):
        triple = _triple(_split(value.translate(_LOOKALIKES)), order)
        if triple:
            return BadCell("letter", letter=letter, digit=_DIGIT_OF[letter])
    return BadCell("date_unreadable", value=value.strip()[:40])


@lru_cache(maxsize=512)
def _month(word: str) -> int:
    """Return the number of a month's name in one of our languages, or 0."""
    return 0 if word.isdigit() else _names()[0].get(fold(word), 0)


@lru_cache(maxsize=512)
def _is_filler(word: str) -> bool:
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


def is_date(value: str) -> bool:
    """Return whether a cell looks like a day, in whatever order."""
    for order in ORDERS:
        try:
            reader(order)(value)
        except BadCell:
            continue
        return True
    return False
