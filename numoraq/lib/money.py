"""An amount in a currency. Rounding happens here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Self

from numoraq.lib import currencies

CENT = Decimal("0.01")
_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies were added or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency (ISO 4217 code, or BTC, ETH, …)."""

    amount: Decimal
    currency: str

    def __add__(self, other: Self) -> "Money":
        self._must_match(other)
        return Money(add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Self) -> "Money":
        self._must_match(other)
        return Money(_WIDE.subtract(self.amount, other.amount), self.currency)

    def __neg__(self) -> "Money":
        return Money(_WIDE.minus(self.amount), self.currency)

    def __lt__(self, other: Self) -> bool:
        self._must_match(other)
        return self.amount < other.amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def converted(self, currency: str, *, by: Decimal, over: Decimal) -> "Money":
        """Return the amount in another currency: times `by`, over `over`, not rounded."""
        return Money(scale(self.amount, by=by, over=over), currency)

    def rounded(self) -> "Money":
        """Return the amount in the decimals of its currency, halves to even."""
        step = Decimal(1).scaleb(-currencies.places(self.currency))
        return Money(round_to(step, self.amount), self.currency)

    def _must_match(self, other: Self) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")


def zero(currency: str) -> Money:
    """Return nothing, in a currency."""
    return Money(Decimal(0), currency)


def total(moneys: Iterable[Money], currency: str) -> Money:
    """Return the sum of amounts in one currency; zero of it when there are none."""
    return sum(moneys, zero(currency))


def scale(amount: Decimal, *, by: Decimal, over: Decimal) -> Decimal:
    """Return an amount times a number over another, with more digits than any amount has."""
    return _WIDE.divide(_WIDE.multiply(amount, by), over)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a part in per cent of a whole, None when there is no whole to speak of."""
    return scale(part, by=Decimal(100), over=whole) if whole > 0 else None


def round_cents(amount: Decimal) -> Decimal:
    """Return an amount to two decimals, halves to even (banker's rounding)."""
    return round_to(CENT, amount)


def round_to(step: Decimal, number: Decimal) -> Decimal:
    """Return a number to the decimals of a step (0.01), halves to even; 60 digits at most."""
    return number.quantize(step, context=_WIDE)


def add(one: Decimal, other: Decimal) -> Decimal:
    """Return a sum exactly: `+` would round it to 28 digits, and quantities have 38."""
    return _WIDE.add(one, other)


def plain(number: Decimal) -> str:
    """Return a finite number exactly, as digits without superfluous noughts: 1200, -0.5.

    `normalize()` would round it to 28 digits.
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimals(number: Decimal) -> int:
    """Return how many decimals a finite number needs, however many digits it has."""
    return len(plain(number).partition(".")[2])
