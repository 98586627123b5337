"""Babel's data of a language code. Portuguese is that of Portugal, as its catalogue is."""

from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError

_WRITTEN_AS: Final = {"pt": "pt-PT"}


@lru_cache(maxsize=64)
def locale(language: str) -> Locale:
    """Return the data of a language code; an unknown one reads as English."""
    try:
        return Locale.parse(_WRITTEN_AS.get(language, language), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
