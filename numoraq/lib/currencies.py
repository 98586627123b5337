"""The currencies people may use: those of ISO 4217, and two coins. Names come from Babel."""

import re
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies
from django.utils.translation import get_language

from numoraq.lib import cldr

COINS: Final = {"BTC": "Bitcoin", "ETH": "Ether"}
COIN_PLACES: Final = 8
# CLDR rounds these for show; by ISO 4217 they have decimals, and banks book them.
_BOOKED: Final = {
    **dict.fromkeys(("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK"), 2),
    **dict.fromkeys(("RSD", "SLL", "SOS", "SYP", "YER"), 2),
    "IQD": 3,
}
# What most people look for stands first in a list.
COMMON: Final = ("EUR", "USD", "GBP", "BRL", "CHF", "JPY", *COINS)
_CODE: Final = re.compile(r"[A-Z0-9]{3,10}")
_LANGUAGE: Final = "en"
_NO_MONEY: Final = frozenset({"XXX", "XTS"})  # "no currency" and "for tests" of ISO 4217


def is_known(code: str) -> bool:
    """Return whether this is the code of a currency, in use or of the past, or of a coin."""
    return code in COINS or (code in Locale(_LANGUAGE).currencies and code not in _NO_MONEY)


def is_code(code: str) -> bool:
    """Return whether this could be the code of a currency or coin: three to ten of A-Z, 0-9."""
    return _CODE.fullmatch(code) is not None


def places(code: str) -> int:
    """Return how many decimals amounts of a currency have: 2 for most, 0 for JPY, 8 for coins.

    Source: the minor units of ISO 4217.
    """
    if code in COINS:
        return COIN_PLACES
    return _BOOKED.get(code) or int(get_currency_precision(code))


def name(code: str, language: str | None = None) -> str:
    """Return the name in a language (the active one by default), or the code if it has none."""
    if code in COINS:
        return COINS[code]
    return str(cldr.locale(language or get_language() or _LANGUAGE).currencies.get(code, code))


def choices(language: str | None = None) -> list[tuple[str, str]]:
    """Return the currencies in use as (code, "USD, US dollar"): common ones first, then by code."""
    return list(_choices(language or get_language() or _LANGUAGE))


@lru_cache(maxsize=32)
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    rest = sorted(_in_use() - set(COMMON))
    return tuple((code, f"{code}, {name(code, language)}") for code in (*COMMON, *rest))


@lru_cache(maxsize=1)
def _in_use() -> frozenset[str]:
    territories = get_global("territory_currencies")
    return frozenset(
        code for territory in territories for code in get_territory_currencies(territory)
    )
