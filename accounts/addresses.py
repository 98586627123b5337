"""Phone numbers and mailboxes that codes are sent to: checked, compared, shown in part."""

import re
from typing import Final

from django.utils.crypto import salted_hmac

# E.164: a plus, the code of the country, fifteen digits at most.
_NUMBER: Final = re.compile(r"\+[1-9]\d{6,14}")
_BLANKS: Final = re.compile(r"[\s().\-/\u00a0\u2011]+")
# Codes of countries have one, two or three digits: these are the short ones.
_COUNTRY: Final = re.compile(
    r"\+([17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})"
)


class NoNumber(ValueError):
    """What was written is no international phone number."""


def number(text: str) -> str:
    """Return a phone number as E.164, as +351912345678; 00 may stand for the plus.

    Raises NoNumber.
    """
    bare = _BLANKS.sub("", text)
    found = f"+{bare[2:]}" if bare.startswith("00") else bare
    if not found.isascii() or not _NUMBER.fullmatch(found):
        raise NoNumber(text)
    return found


def masked(address: str) -> str:
    """Return a number as +351 •••• 78, an e-mail address as a•••e@example.org.

    Of a name of one or two characters only the first is shown.
    """
    if "@" in address:
        name, _at, host = address.rpartition("@")
        return f"{name[:1]}•••{name[2:][-1:]}@{host}"
    country = _COUNTRY.match(address)
    return f"{country[0]} •••• {address[-2:]}" if country else ""


def fingerprint(address: str) -> str:
    """Return a keyed hash of a number or address: equal for equal ones, told to nobody."""
    return salted_hmac("accounts.address", address.lower(), algorithm="sha256").hexdigest()
