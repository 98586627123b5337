"""Which entries are the same one."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance import fingerprints

FLOW: dict[str, Any] = {
    "category": "expenses",
    "on": date(2026, 11, 22),
    "amount": Decimal("12.50"),
    "currency": "EUR",
    "name": "Café São João",
}


def of(**changes: Any) -> str:
    return fingerprints.of(**{**FLOW, **changes})


@pytest.mark.parametrize("name", ["cafe sao joao", "CAFÉ  SÃO JOÃO", "Cafe\u0301 São João"])
def test_case_accents_and_blanks_do_not_matter(name: str) -> None:
    assert of(name=name) == of()


def test_the_way_an_amount_is_written_does_not_matter() -> None:
    assert of(amount=Decimal("12.5")) == of()


@pytest.mark.parametrize(
    "change",
    [
        {"category": "income"},
        {"on": date(2026, 11, 23)},
        {"amount": Decimal("12.51")},
        {"currency": "USD"},
        {"name": "Café"},
    ],
)
def test_everything_else_of_a_flow_does(change: dict[str, Any]) -> None:
    assert of(**change) != of()


def test_the_worth_and_day_of_a_balance_do_not_matter() -> None:
    today = of(category="assets")
    assert of(category="assets", amount=Decimal(1), on=date(2020, 1, 1)) == today
    assert of(category="assets", currency="USD") != today


@given(st.text(), st.text())
def test_parts_do_not_run_into_each_other(name: str, currency: str) -> None:
    joined = of(name=name, currency=currency + "x")
    assert joined != of(name="x" + name, currency=currency) or "\x1f" in name + currency


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fingerprints.fold(text)
    assert fingerprints.fold(once) == once


def test_it_is_32_hexadecimal_digits() -> None:
    assert len(of()) == 32
    int(of(), 16)
