"""Rates that a story can be told with, without a database."""

from datetime import date
from decimal import Decimal

TODAY = date(2026, 11, 22)
PER_EUR = {
    "EUR": Decimal(1),
    "USD": Decimal("1.1"),
    "GBP": Decimal("0.86"),
    "BRL": Decimal("6.1"),
}


def rates(currency: str, on: date) -> Decimal | None:
    """Return the same rate for every day, none for a currency that nobody quotes."""
    return PER_EUR.get(currency)
