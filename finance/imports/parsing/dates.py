"""Days as banks write them. The order of day, month and year is a matter of the whole column."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from finance.imports.parsing import months
from finance.imports.parsing.problems import BadCell
from finance.imports.parsing.symbols import LONGEST

DMY, MDY, YMD = "dmy", "mdy", "ymd"
ORDERS = (DMY, MDY, YMD)
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


def reader(order: str) -> Callable[[str], str]:
    """Return a function from a cell to its day, as ISO text. It raises BadCell."""

    def read(value: str) -> str:
        parts = parts_of(value)
        if not parts:
            raise BadCell("date_empty")
        triple = _triple(parts, order)
        if triple is None:
            raise _complaint(value, order)
        return _checked(triple, value, order).isoformat()

    return read


def parts_of(value: str) -> list[str]:
    """Return the numbers and words of a cell, without the time of day."""
    text = value.strip()
    if len(text) > LONGEST:
        return [text]
    short = _TIME.sub("", text) if ":" in text or "h" in text else text
    return _PARTS.findall(short or text)


def is_date(value: str) -> bool:
    """Return whether a cell looks like a day, in whatever order."""
    for order in ORDERS:
        try:
            reader(order)(value)
        except BadCell:
            continue
        return True
    return False


def _triple(parts: list[str], order: str) -> Triple | None:
    """Return year, month and day."""
    if len(parts) == 1 and parts[0].isascii() and parts[0].isdigit():
        parts = _compact(parts[0], order)
    words = [months.number_of(part) or part for part in parts if not months.is_filler(part)]
    if len(words) != 3:
        return None
    named = [at for at, word in enumerate(words) if isinstance(word, int)]
    if named:
        return _with_name(words, named[0], order)
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
        raise BadCell(
            "date_no_such_day", day=str(day), month_on=meant.isoformat(), meant_on=meant.isoformat()
        ) from None


def _complaint(value: str, order: str) -> BadCell:
    letter = next((c for c in value if c in _DIGIT_OF), "")
    if letter and not _TIME.search(value):
        triple = _triple(parts_of(value.translate(_LOOKALIKES)), order)
        if triple:
            return BadCell("letter", letter=letter, digit=_DIGIT_OF[letter])
    return BadCell("date_unreadable", value=value.strip()[:40])
