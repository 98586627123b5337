"""Words compared without regard to case, accents and punctuation."""

import re
import unicodedata
from functools import lru_cache

_LONGEST = 300  # characters: names and headings, not novels
_GAPS = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})


def fold(text: str) -> str:
    """Return lower-case words without accents, one space apart."""
    return _fold(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return _GAPS.sub(" ", kept).strip()


def one_line(text: str) -> str:
    """Return text without line breaks, control characters and repeated blanks."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def lines(text: str) -> str:
    """Return text with its line breaks, but without other control characters."""
    if text.isprintable():
        return text.strip()
    kept = (c if c.isprintable() or c == "\n" else " " for c in text.replace("\r\n", "\n"))
    return "".join(kept).strip()
