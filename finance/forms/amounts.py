"""Amounts as people type them: 1.234,56 or 1,234.56, with a currency sign, or a short sum."""

import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from numoraq.lib import formats, money

LONGEST = 60  # characters
_MARKS = ".,' "
_NUMBER = rf"[0-9{_MARKS}]*[0-9][0-9{_MARKS}]*"
_SUM = re.compile(rf"[+-]?{_NUMBER}(?:[+-]{_NUMBER})*")
_TERM = re.compile(rf"[+-]?{_NUMBER}")
_GROUPS = re.compile(r"[0-9]{1,3}(?P<mark>[.,' ])(?:[0-9]{2,3}(?P=mark))*[0-9]{3}")
_UNIT = r"(?:[A-Z]{3,5}|R|Kz|Kč|Ft|kr|zł)"
_UNITS = re.compile(rf"^{_UNIT}\s*(?=[-+0-9.,])|(?<=[0-9.,])\s*{_UNIT}$")
_EVEN = str.maketrans("\u2212\u2012\u2013\u2014\u2019\u02bc`´", "----''''")
_LOOKALIKES = {"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"}
_DIGITS = str.maketrans(_LOOKALIKES)


def parse(text: str, *, is_rate: bool = False) -> Decimal:
    """Return the number somebody typed; additions and subtractions are worked out.

    Where a mark could be read both ways ("1.234"), the reader's own number format decides.
    Raises ValidationError with a sentence for people.
    """
    plain = _plain(text)
    value = _total(plain)
    if value is None:
        raise ValidationError(_complaint(text.strip(), plain, is_rate), code="invalid")
    return value


def asking(*, is_rate: bool = False) -> str:
    """Return what to say where no amount, or no rate, was typed."""
    if is_rate:
        return _("Type a rate, like %(example)s.") % {"example": _rate_example()}
    return _("Type an amount, like %(example)s.") % {"example": _example()}


def decimal_mark() -> str:
    """Return the mark before the cents in the reader's number format."""
    return formats.current().number(Decimal("1.5"), places=1)[1]


def written(value: Decimal, *, least: int = 2, most: int = 2) -> str:
    """Return a number for an input: in the reader's format, with `least` to `most` decimals."""
    places = max(least, min(most, money.decimals(value)))
    return formats.current().number(value, places=places)


def _plain(text: str) -> str:
    """Return the text with one kind of minus, gap and digit, and without currency signs."""
    even = "".join(_plain_character(character) for character in text.translate(_EVEN))
    even = _UNITS.sub("", " ".join(even.split()))
    return re.sub(r"\s*([+-])\s*", r"\1", even).strip()


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    # Currency signs and marks of direction may stand anywhere.
    kind = unicodedata.category(character)
    return {"Sc": " ", "Cf": ""}.get(kind, character)


def _total(plain: str) -> Decimal | None:
    if len(plain) > LONGEST or not _SUM.fullmatch(plain):
        return None
    total = Decimal(0)
    for term in _TERM.findall(plain):
        value = _number(term)
        if value is None:
            return None
        total = money.add(total, value)
    return total


def _number(term: str) -> Decimal | None:
    """Return one number, without guessing: None where the marks do not make sense."""
    sign, digits = (term[0], term[1:]) if term[0] in "+-" else ("", term)
    whole, fraction = _split(digits)
    if not (whole.isdigit() or _GROUPS.fullmatch(whole) or (not whole and fraction)):
        return None
    if fraction and not fraction.isdigit():
        return None
    plain = re.sub(r"[^0-9]", "", whole) or "0"
    return Decimal(f"{sign}{plain}.{fraction}" if fraction else f"{sign}{plain}")


def _split(digits: str) -> tuple[str, str]:
    """Return the whole part, groups and all, and the decimals."""
    at = max(digits.rfind("."), digits.rfind(","))
    if at < 0:
        return digits, ""
    whole, mark, rest = digits[:at], digits[at], digits[at + 1 :]
    is_repeated = mark in whole
    looks_like_group = len(rest) == 3 and whole.isdigit() and len(whole) <= 3 and int(whole) > 0
    if is_repeated or (looks_like_group and mark != decimal_mark()):
        return digits, ""
    return whole, rest


def _complaint(typed: str, plain: str, is_rate: bool) -> str:
    meant = _total(plain.translate(_DIGITS))
    if meant is not None:
        letter = next(c for c in plain if c in _LOOKALIKES)
        return _("That is the letter %(letter)s, not the digit %(digit)s. %(meant)s?") % {
            "letter": letter,
            "digit": _LOOKALIKES[letter],
            "meant": written(meant, most=8),
        }
    if not typed:
        return asking(is_rate=is_rate)
    if is_rate:
        return _("“%(typed)s” is not a rate. Type it like %(example)s.") % {
            "typed": typed,
            "example": _rate_example(),
        }
    return _("“%(typed)s” is not an amount. Type it like %(example)s.") % {
        "typed": typed[:LONGEST],
        "example": _example(),
    }


def _example() -> str:
    return formats.current().number(Decimal("1234.56"), places=2)


def _rate_example() -> str:
    return formats.current().number(Decimal("1.0914"), places=4)
