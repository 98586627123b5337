"""Money, numbers and dates, written the way one person reads them.

The language is Django's active one, the time zone Django's current one; the two choices of a
profile (`date_format`, `number_format`) are held here and set for a request with `using(...)`.

    write = formats.current()
    write.money(Money(Decimal("-1234.5"), "EUR"))    # −€1,234.50
    write.compact(392_294)                           # 392K
    write.day(date(2026, 11, 22))                    # 22 Nov 2026
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language

from numoraq.lib import locales
from numoraq.lib.money import Money

MINUS = "\u2212"
_MOST_PLACES = 6  # of a scale whose values are close together
DATE_FORMATS = ("auto", "dmy", "mdy", "ymd")
NUMBER_FORMATS = ("auto", "point", "comma", "space")
_NUMBER_MARKS = {"point": (".", ","), "comma": (",", "."), "space": (",", "\u00a0")}
_DATE_PATTERNS = {
    "dmy": ("{d} {mon} {y}", "{d} {mon}", "{weekday} {d} {month}"),
    "mdy": ("{mon} {d}, {y}", "{mon} {d}", "{weekday}, {month} {d}"),
    "ymd": ("{y}-{m:02}-{d:02}", "{m:02}-{d:02}", "{weekday} {y}-{m:02}-{d:02}"),
}

Number = Decimal | float | int


@dataclass(frozen=True, slots=True)
class Parts:
    """A written amount, taken apart: sign, symbol, whole part, fraction with its mark."""

    sign: str
    symbol: str
    whole: str
    fraction: str
    gap: str  # between symbol and number
    is_symbol_first: bool


class Writer:
    """Writes values for one language and one pair of choices. Immutable; share it freely."""

    def __init__(self, *, language: str, date_format: str, number_format: str) -> None:
        self._marks = locales.marks(language)
        decimal, group = _NUMBER_MARKS.get(number_format, (self._marks.decimal, self._marks.group))
        self._decimal = decimal
        self._table = str.maketrans({",": group, ".": decimal})
        self._full, self._short, self._long = _DATE_PATTERNS.get(
            date_format, self._marks.date_patterns
        )

    # ---- numbers
    def number(self, value: Number, *, places: int = 0, sign: bool = False) -> str:
        """Return a grouped number with a fixed count of decimals and a true minus."""
        text = f"{abs(value):,.{places}f}"
        return _sign(value, text, plus=sign) + text.translate(self._table)

    def percent(self, value: Number, *, places: int = 1, sign: bool = False) -> str:
        """Return a percentage; `value` is in per cent (12.5 is written 12.5%)."""
        return self.number(value, places=places, sign=sign) + self._marks.percent

    def compact(self, value: Number, *, sign: bool = False, step: float = 0.0) -> str:
        """Return three digits and a unit (392K, 1.59M), for scales and flags.

        With `step`, the distance to the next value, as many digits as tell the two apart.
        """
        size = abs(float(value))
        power, unit = next(((p, u) for p, u in self._marks.units if size >= p * 0.9995), (1.0, ""))
        text = _few_digits(size / power, step=step / power)
        return _sign(value, text, plus=sign) + text.translate(self._table) + unit

    # ---- money
    def money(self, value: Money, *, places: int | None = None, sign: bool = False) -> str:
        """Return an amount with its symbol. `places` overrides the currency's decimals."""
        part = self.parts(value, places=places, sign=sign)
        number = part.whole + part.fraction
        if part.is_symbol_first:
            return f"{part.sign}{part.symbol}{part.gap}{number}"
        return f"{part.sign}{number}{part.gap}{part.symbol}"

    def parts(self, value: Money, *, places: int | None = None, sign: bool = False) -> Parts:
        """Return the pieces of an amount, for numerals set like a poster."""
        currency = locales.currency(self._marks.language, value.currency)
        text = _amount(value.amount, currency, places)
        whole, _, fraction = text.partition(".")
        return Parts(
            sign=_sign(value.amount, text, plus=sign),
            symbol=currency.symbol,
            whole=whole.translate(self._table),
            fraction=self._decimal + fraction if fraction else "",
            gap=currency.gap,
            is_symbol_first=currency.is_first,
        )

    # ---- dates
    def day(self, on: date) -> str:
        """Return a day with its year: 22 Nov 2026."""
        return self._write(self._full, on)

    def day_short(self, on: date) -> str:
        """Return a day without its year: 22 Nov."""
        return self._write(self._short, on)

    def day_long(self, on: date) -> str:
        """Return a day for a sentence: Wednesday 9 December."""
        return self._write(self._long, on)

    def weekday(self, on: date, *, short: bool = False) -> str:
        """Return the name of the weekday."""
        names = self._marks.weekdays_short if short else self._marks.weekdays
        return names[on.weekday()]

    def month(self, on: date, *, short: bool = False, year: bool = False) -> str:
        """Return the name of a month: November, Nov, November 2026, Nov 2026."""
        names = self._marks.months_short if short else self._marks.months
        return f"{names[on.month - 1]} {on.year}" if year else names[on.month - 1]

    def moment(self, at: datetime) -> str:
        """Return day and time in the current time zone: 22 Nov 2026, 09:41."""
        local = timezone.localtime(at)
        return f"{self.day(local)}, {local:%H:%M}"

    def _write(self, pattern: str, on: date) -> str:
        marks = self._marks
        return pattern.format(
            d=on.day,
            m=on.month,
            y=on.year,
            mon=marks.months_short[on.month - 1],
            month=marks.months[on.month - 1],
            weekday=marks.weekdays[on.weekday()],
        )


_choices: ContextVar[tuple[str, str]] = ContextVar("formats", default=("auto", "auto"))


@contextmanager
def using(*, date_format: str = "auto", number_format: str = "auto") -> Iterator[None]:
    """Write dates and numbers by these choices inside the block."""
    token = _choices.set((date_format, number_format))
    try:
        yield
    finally:
        _choices.reset(token)


def current() -> Writer:
    """Return the writer for the active language and choices."""
    return writer(get_language() or "en", *_choices.get())


@lru_cache(maxsize=256)
def writer(language: str, date_format: str = "auto", number_format: str = "auto") -> Writer:
    """Return the shared writer for a language code and two choices."""
    return Writer(language=language, date_format=date_format, number_format=number_format)


def _sign(value: Number, text: str, *, plus: bool) -> str:
    """Return the sign of what is written: a value that rounds to zero has none."""
    if not any(digit in "123456789" for digit in text):
        return ""
    if value < 0:
        return MINUS
    return "+" if plus else ""


def _few_digits(value: float, *, step: float) -> str:
    places = 0 if value >= 100 else 1 if value >= 10 else 2
    if step:
        exact = (p for p in range(_MOST_PLACES) if abs(round(step, p) - step) < step * 1e-6)
        places = max(places, next(exact, _MOST_PLACES))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _amount(amount: Decimal, currency: locales.Currency, places: int | None) -> str:
    if places is not None:
        return f"{abs(amount):,.{places}f}"
    text = f"{abs(amount):,.{currency.places}f}"
    if currency.min_places == currency.places:
        return text
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(currency.min_places, '0')}"
