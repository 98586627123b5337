"""Money, numbers and dates, written the way one person reads them.

The language is Django's active one, the time zone Django's current one; the two choices of a
profile (`date_format`, `number_format`) are held here and set for a request with `using(...)`.

    write = formats.current()
    write.money(Money(Decimal("-1234.5"), "EUR"))    # −€1,234.50
    write.compact(392_294)                           # 392K
    write.day(date(2026, 11, 22))                    # 22 Nov 2026
"""

import re
from collections.abc import Callable, Iterator, Sequence
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
_has_size = re.compile("[1-9]").search
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
        # A month and a day in figures alone can be read both ways.
        self._near = self._full if date_format == "ymd" else self._short

    # ---- numbers
    def number(self, value: Number, *, places: int = 0, sign: bool = False) -> str:
        """Return a grouped number with a fixed count of decimals and a true minus."""
        lead, text = _signed(value, f",.{places}f", plus=sign)
        return lead + text.translate(self._table)

    def percent(self, value: Number, *, places: int = 1, sign: bool = False) -> str:
        """Return a percentage; `value` is in per cent (12.5 is written 12.5%)."""
        return self.number(value, places=places, sign=sign) + self._marks.percent

    def compact(self, value: Number, *, sign: bool = False, step: float = 0.0) -> str:
        """Return three digits and a unit (392K, 1.59M), for scales and flags.

        With `step`, the distance to the next value, as many digits as tell the two apart; all
        values of a scale have the same number of decimals then, but for zero.
        """
        power, unit = self._unit(value)
        scaled = float(value) / power
        lead, text = _signed(scaled, f",.{_places(abs(scaled), step / power)}f", plus=sign)
        if "." in text and not (step and value):
            text = text.rstrip("0").rstrip(".")
        return lead + text.translate(self._table) + unit

    def alike(self, values: Sequence[Number]) -> list[str]:
        """Return values in short, those of one unit with the same number of decimals."""
        powers = [self._unit(value)[0] for value in values]
        finest = {
            power: max(
                _decimals(float(v) / p) for v, p in zip(values, powers, strict=True) if p == power
            )
            for power in powers
        }
        return [
            self.compact(value, step=power * 10.0 ** -finest[power])
            for value, power in zip(values, powers, strict=True)
        ]

    def _unit(self, value: Number) -> tuple[float, str]:
        size = abs(float(value))
        return next(((p, u) for p, u in self._marks.units if size >= p * 0.9995), (1.0, ""))

    # ---- money
    def money(self, value: Money, *, places: int | None = None, sign: bool = False) -> str:
        """Return an amount with its symbol. `places` overrides the currency's decimals."""
        return self.amounts(value.currency, places=places, sign=sign)(value.amount)

    def amounts(
        self, currency: str, *, places: int | None = None, sign: bool = False
    ) -> Callable[[Number], str]:
        """Return a function that writes numbers as amounts of one currency."""
        form = locales.currency(self._marks.language, currency)
        spec = f",.{form.places if places is None else places}f"
        is_trimmed = places is None and form.min_places < form.places
        before, after = form.around
        table = self._table

        def write(value: Number) -> str:
            lead, text = _signed(value, spec, plus=sign)
            if is_trimmed:
                text = _trimmed(text, form.min_places)
            return f"{lead}{before}{text.translate(table)}{after}"

        return write

    def parts(self, value: Money, *, places: int | None = None, sign: bool = False) -> Parts:
        """Return the pieces of an amount, for numerals set like a poster."""
        form = locales.currency(self._marks.language, value.currency)
        spec = f",.{form.places if places is None else places}f"
        lead, text = _signed(value.amount, spec, plus=sign)
        if places is None:
            text = _trimmed(text, form.min_places)
        whole, _, fraction = text.partition(".")
        return Parts(
            sign=lead,
            symbol=form.symbol,
            whole=whole.translate(self._table),
            fraction=self._decimal + fraction if fraction else "",
            gap=form.gap,
            is_symbol_first=form.is_first,
        )

    # ---- dates
    def day(self, on: date) -> str:
        """Return a day with its year: 22 Nov 2026."""
        return self._write(self._full, on)

    def day_short(self, on: date) -> str:
        """Return a day without its year: 22 Nov."""
        return self._write(self._short, on)

    def day_near(self, on: date, *, today: date) -> str:
        """Return a day with its year where that is not this year: 22 Nov, 22 Nov 2025."""
        return self._write(self._near if on.year == today.year else self._full, on)

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
        name = names[on.month - 1]
        if not year:
            return name
        return (
            f"{name} {on.year}"
            if short
            else self._marks.month_pattern.format(month=name, y=on.year)
        )

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


def _signed(value: Number, spec: str, *, plus: bool) -> tuple[str, str]:
    """Return sign and digits of what is written: a value that rounds to zero has no sign."""
    text = format(value, spec)
    if text[0] == "-":
        text = text[1:]
        return (MINUS if _has_size(text) else ""), text
    return ("+" if plus and _has_size(text) else ""), text


def _places(value: float, step: float) -> int:
    if not step:
        return 0 if value >= 100 else 1 if value >= 10 else 2
    exact = (p for p in range(_MOST_PLACES) if abs(round(step, p) - step) < step * 1e-6)
    return next(exact, _MOST_PLACES)


def _decimals(value: float) -> int:
    """Return how many decimals a value in three digits has."""
    _whole, _mark, fraction = f"{value:.{_places(abs(value), 0.0)}f}".partition(".")
    return len(fraction.rstrip("0"))


def _trimmed(text: str, least: int) -> str:
    """Return digits without the zeros at their end that nobody needs."""
    whole, mark, fraction = text.partition(".")
    return f"{whole}{mark}{fraction.rstrip('0').ljust(least, '0')}"
