"""Rows as they show themselves, and what one row knows."""

from datetime import date
from decimal import Decimal

import pytest

from finance.models import (
    Entry,
    FxRate,
    Import,
    ManualRate,
    Occurrence,
    RatesVersion,
    Valuation,
)
from numoraq.lib.money import Money

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (Entry(name="Flat"), "Flat"),
        (Valuation(on=ON, amount=5), "2026-11-22 5"),
        (Occurrence(on=ON, amount=5), "2026-11-22 5"),
        (FxRate(currency="USD", on=ON, per_eur=2), "2026-11-22 USD 2"),
        (ManualRate(currency="USD", on=ON, per_eur=2), "2026-11-22 USD 2"),
        (RatesVersion(version=7), "7"),
        (Import(file_name="bank.csv"), "bank.csv"),
    ],
)
def test_rows_show_themselves(row: object, shown: str) -> None:
    assert str(row) == shown


@pytest.mark.parametrize(
    ("category", "is_balance"),
    [("assets", True), ("liabilities", True), ("income", False), ("expenses", False)],
)
def test_an_entry_is_a_balance_or_a_flow(category: str, is_balance: bool) -> None:
    assert Entry(category=category).is_balance is is_balance


def test_the_money_of_a_balance_is_exact() -> None:
    coins = Entry(amount=Decimal("0.84"), balance=Decimal("0.84213377"), currency="BTC")
    assert coins.money == Money(Decimal("0.84213377"), "BTC")
    assert Entry(amount=Decimal("12.50"), currency="EUR").money == Money(Decimal("12.5"), "EUR")
    assert Entry(amount=Decimal("0.00"), balance=Decimal(0), currency="EUR").money.amount == 0
