"""An amount in a currency. Rounding happens here and nowhere else."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Self

CENT = Decimal("0.01")
_WIDE = Context(prec=40, rounding=ROUND_HALF_EVEN)


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies were added or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency (ISO 4217 code, or BTC, ETH, …)."""

    amount: Decimal
    currency: str

    def __add__(self, other: Self) -> "Money":
        self._must_match(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Self) -> "Money":
        self._must_match(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Self) -> bool:
        self._must_match(other)
        return self.amount < other.amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def rounded(self) -> "Money":
        """Return the amount to the cent, halves to the even cent."""
        return Money(round_cents(self.amount), self.currency)

    def _must_match(self, other: Self) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")


def round_cents(amount: Decimal) -> Decimal:
    """Return an amount to two decimals, halves to even (banker's rounding)."""
    return amount.quantize(CENT, context=_WIDE)


def zero(currency: str) -> Money:
    """Return nothing, in a currency."""
    return Money(Decimal(0), currency)
