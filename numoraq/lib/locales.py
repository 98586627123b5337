"""What a language writes numbers, money and dates with, read once from Babel's data."""

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from numoraq.lib import cldr, currencies

COIN_PLACES = 8
COIN_MIN_PLACES = 2
_GAP = "\u00a0"
# Where CLDR writes the code, the people who use the currency write this.
_NARROW = {
    "AOA": "Kz",
    "BRL": "R$",
    "CZK": "Kč",
    "EUR": "€",
    "GBP": "£",
    "HUF": "Ft",
    "ILS": "₪",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "NGN": "₦",
    "PHP": "₱",
    "PLN": "zł",
    "RUB": "₽",
    "THB": "฿",
    "TRY": "₺",
    "UAH": "₴",
    "USD": "$",
    "VND": "₫",
    "ZAR": "R",
}
# Word order and abbreviations by language: a date with year, without, and in a sentence.
_DATES = {
    "de": ("{d}. {mon} {y}", "{d}. {mon}", "{weekday}, {d}. {month}"),
    "es": ("{d} {mon} {y}", "{d} {mon}", "{weekday} {d} de {month}"),
    "pt": ("{d} {mon} {y}", "{d} {mon}", "{weekday}, {d} de {month}"),
}
_MONTHS = {"es": "{month} de {y}", "pt": "{month} de {y}"}
# CLDR does not shorten these, and they are to fit above a day of the calendar.
_WEEKDAYS = {"pt_PT": ("seg", "ter", "qua", "qui", "sex", "sáb", "dom")}
# CLDR has a space here; banks and bills in Portugal write a point.
_GROUPS = {"pt_PT": "."}
_DATES_DEFAULT = ("{d} {mon} {y}", "{d} {mon}", "{weekday} {d} {month}")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks and names of one language."""

    language: str
    decimal: str
    group: str
    percent: str
    units: tuple[tuple[float, str], ...]  # largest first: (1e6, "M")
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]  # Monday first
    weekdays_short: tuple[str, ...]
    date_patterns: tuple[str, str, str]
    month_pattern: str  # with its year


@dataclass(frozen=True, slots=True)
class Currency:
    """How a language writes one currency. Coins show between two and eight decimals."""

    symbol: str
    is_first: bool
    gap: str  # between symbol and number
    places: int
    min_places: int

    @property
    def around(self) -> tuple[str, str]:
        """Return what stands before and after the number."""
        return (self.symbol + self.gap, "") if self.is_first else ("", self.gap + self.symbol)


@lru_cache(maxsize=64)
def marks(language: str) -> Marks:
    """Return the marks of a language code; an unknown one reads as English."""
    locale = cldr.locale(language)
    symbols = locale.number_symbols["latn"]
    months, days = locale.months["format"], locale.days["format"]
    return Marks(
        language=language,
        decimal=symbols["decimal"],
        group=_GROUPS.get(str(locale), symbols["group"]),
        percent=locale.percent_formats[None].pattern.removeprefix("#,##0"),
        units=_units(locale),
        months=tuple(months["wide"][i] for i in range(1, 13)),
        months_short=tuple(months["abbreviated"][i].rstrip(".") for i in range(1, 13)),
        weekdays=tuple(days["wide"][i] for i in range(7)),
        weekdays_short=_WEEKDAYS.get(
            str(locale), tuple(days["abbreviated"][i].rstrip(".") for i in range(7))
        ),
        date_patterns=_DATES.get(locale.language, _DATES_DEFAULT),
        month_pattern=_MONTHS.get(locale.language, "{month} {y}"),
    )


@lru_cache(maxsize=1024)
def currency(language: str, code: str) -> Currency:
    """Return how a language writes a currency code. Codes outside ISO 4217 are coins."""
    locale = cldr.locale(language)
    if code not in Locale("en").currencies:
        return Currency(code, False, _GAP, COIN_PLACES, COIN_MIN_PLACES)
    places = currencies.places(code)
    symbol = _NARROW.get(code) or locale.currency_symbols.get(code, code)
    pattern = locale.currency_formats["standard"].pattern
    # One sign stands close to its number, unless the language says otherwise; words never do.
    gap = _GAP if len(symbol) > 1 or _GAP in pattern else ""
    is_first = pattern.lstrip("\u200e\u200f").startswith("¤")
    return Currency(symbol, is_first, gap, places, places)


def _units(locale: Locale) -> tuple[tuple[float, str], ...]:
    patterns = locale.compact_decimal_formats["short"]["other"]
    found = []
    for power in (12, 9, 6, 3):
        pattern = patterns[str(10**power)].pattern.replace("'", "")
        # Some languages write no word for a thousand, or count thousands of millions.
        if pattern.count("0") == 1 and pattern != "0":
            found.append((10.0**power, pattern.replace("0", "")))
    return tuple(found)
