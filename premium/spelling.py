"""How codes are spelt: made at random, read as people type them, and shown in part.

A random code is sixteen characters, 80 bits, of Crockford's alphabet, which leaves out what is
mistaken for something else, and one character that checks them: 4CHH-DD6C-7PKR-22RQ-Q. The check
is a sum over the field of 32 elements in which each place has a weight of its own, so that every
wrong character and every two that changed places are noticed, neighbours or not.

A word, such as WELCOME, is chosen by staff. It is shorter than any random code.
"""

import re
import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16  # random characters, of 5 bits each
SHORTEST_WORD: Final = 6
LONGEST_WORD: Final = 15
LONGEST: Final = 100  # characters somebody may type, blanks and dashes among them
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_ALIKE: Final = str.maketrans("OIL", "011")
_WORD: Final = re.compile(rf"[0-9A-Z]{{{SHORTEST_WORD},{LONGEST_WORD}}}")
_BETWEEN: Final = frozenset({"Zs", "Zl", "Zp", "Pd", "Cc", "Cf"})  # blanks, dashes, the unseen
_FIELD: Final = 0b100101  # x^5 + x^2 + 1, of which the element x runs through all others


class Misspelt(ValueError):
    """What was typed is no code: too long or short, foreign characters, or the check fails."""


def make() -> str:
    """Return a new random code, as it is read: without dashes, its check at the end."""
    body = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return body + check_of(body)


def check_of(body: str) -> str:
    """Return the character that checks others, which are of the alphabet."""
    total = 0
    for character in body:
        total = _times_x(total ^ _VALUES[character])
    return ALPHABET[total]


def read(typed: str) -> str:
    """Return a code as it is compared: capitals, no blanks, no dashes, O as 0, I and L as 1.

    Raises Misspelt for what cannot be a code, whatever codes there are.
    """
    if len(typed) > LONGEST:
        raise Misspelt
    plain = unicodedata.normalize("NFKC", typed)
    kept = "".join(one for one in plain if unicodedata.category(one) not in _BETWEEN)
    if not kept.isascii():
        raise Misspelt
    found = kept.upper().translate(_ALIKE)
    if not _WORD.fullmatch(found) and not _is_random(found):
        raise Misspelt
    return found


def is_word(code: str) -> bool:
    """Return whether a code that was read is a word of somebody's choice."""
    return len(code) <= LONGEST_WORD


def written(code: str) -> str:
    """Return a random code as people get it, in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def hint(code: str) -> str:
    """Return what may be shown of a code for good: four characters of eighty bits, two of a word.

    A word keeps its first two, a random code the last four before its check.
    """
    return code[:2] if is_word(code) else code[LENGTH - 4 : LENGTH]


def masked(code: str) -> str:
    """Return a code with all but its hint hidden."""
    return f"{hint(code)}••••" if is_word(code) else f"••••-••••-••••-{hint(code)}-•"


def _is_random(code: str) -> bool:
    body, check = code[:LENGTH], code[LENGTH:]
    return all(one in _VALUES for one in body) and check == check_of(body)


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled >= len(ALPHABET) else doubled
