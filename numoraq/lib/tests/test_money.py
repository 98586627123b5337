"""Money is exact, keeps to its currency, and is rounded in one place."""

from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib import money
from numoraq.lib.money import CurrencyMismatch, Money

WIDE = Context(prec=60)
amounts = st.decimals(
    min_value=-(10**17), max_value=10**17, places=8, allow_nan=False, allow_infinity=False
)
euros = amounts.map(lambda amount: Money(amount, "EUR"))
quantities = st.integers(1 - 10**38, 10**38 - 1).map(lambda digits: Decimal(f"{digits}e-18"))
factors = st.decimals(min_value=Decimal("1e-9"), max_value=10**9, places=9)


@given(euros, euros, euros)
def test_addition_loses_nothing(a: Money, b: Money, c: Money) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert (a + b) - b == a
    assert a - a == money.zero("EUR")


@given(st.lists(euros, max_size=40))
def test_a_total_is_the_sum_in_any_order(moneys: list[Money]) -> None:
    assert money.total(moneys, "EUR") == money.total(reversed(moneys), "EUR")


@given(amounts, factors)
def test_scaling_there_and_back_is_the_same_amount(amount: Decimal, factor: Decimal) -> None:
    there = money.scale(amount, by=factor, over=Decimal(1))
    back = money.scale(there, by=Decimal(1), over=factor)
    assert abs(back - amount) <= abs(amount) * Decimal("1e-50")


@given(euros)
def test_rounding_moves_an_amount_by_half_a_cent_at_most(value: Money) -> None:
    rounded = value.rounded()
    assert abs(rounded.amount - value.amount) <= Decimal("0.005")
    assert rounded.rounded() == rounded


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.125", "EUR", "0.12"),
        ("0.135", "EUR", "0.14"),
        ("-0.125", "EUR", "-0.12"),
        ("2.5", "JPY", "2"),
        ("0.123456785", "BTC", "0.12345678"),
    ],
)
def test_halves_go_to_the_even_digit_of_the_currency(
    amount: str, currency: str, rounded: str
) -> None:
    assert Money(Decimal(amount), currency).rounded().amount == Decimal(rounded)


def test_cents_are_rounded_to_even() -> None:
    assert money.round_cents(Decimal("1.005")) == Decimal("1.00")
    assert money.round_cents(Decimal("1.015")) == Decimal("1.02")


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__"])
def test_currencies_do_not_mix(operation: str) -> None:
    euro, dollar = money.zero("EUR"), money.zero("USD")
    with pytest.raises(CurrencyMismatch, match="EUR and USD"):
        getattr(euro, operation)(dollar)


def test_amounts_of_a_currency_are_ordered() -> None:
    one, two = Money(Decimal(1), "EUR"), Money(Decimal(2), "EUR")
    assert one < two
    assert not two < one
    assert max(one, two, key=lambda value: value.amount) == two


def test_nothing_is_false_and_its_opposite_is_itself() -> None:
    assert not money.zero("EUR")
    assert Money(Decimal("0.01"), "EUR")
    assert -Money(Decimal(5), "EUR") == Money(Decimal(-5), "EUR")


def test_a_conversion_changes_the_currency() -> None:
    converted = Money(Decimal(10), "EUR").converted("USD", by=Decimal("1.1"), over=Decimal(1))
    assert converted == Money(Decimal(11), "USD")


@pytest.mark.parametrize("whole", ["0", "-5"])
def test_there_is_no_percentage_of_nothing(whole: str) -> None:
    assert money.percent(Decimal(5), Decimal(whole)) is None


def test_a_percentage_is_of_the_whole() -> None:
    assert money.percent(Decimal(1), Decimal(4)) == 25
    assert money.percent(Decimal(-1), Decimal(4)) == -25


@given(quantities)
def test_a_number_is_written_with_all_its_digits_and_no_more(number: Decimal) -> None:
    text = money.plain(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert text == "0" or not text.endswith((".", "0")) or number == number.to_integral_value()
    assert money.decimals(number) == len(text.partition(".")[2]) <= 18


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1200.00", "1200"),
        ("1E+3", "1000"),
        ("0.000", "0"),
        ("-0.50", "-0.5"),
        ("1E-20", f"0.{0:019}1"),
    ],
)
def test_superfluous_noughts_are_left_out(number: str, text: str) -> None:
    assert money.plain(Decimal(number)) == text


@given(quantities, quantities)
def test_a_sum_of_quantities_is_exact(one: Decimal, other: Decimal) -> None:
    assert int(money.add(one, other).scaleb(18, context=WIDE)) == scaled(one) + scaled(other)


def scaled(number: Decimal) -> int:
    """Return a number in units of its eighteenth decimal."""
    return int(number.scaleb(18, context=WIDE))
