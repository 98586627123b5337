"""Amounts as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from finance.forms import amounts
from numoraq.lib import formats

FORMATS = ("point", "comma", "space")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5", "5"),
        ("1234567.89", "1234567.89"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1,00,000.50", "100000.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("12,5", "12.5"),
        (".5", "0.5"),
        (",50", "0.50"),
        ("5.", "5"),
        ("0,500", "0.500"),
        ("0.500", "0.500"),
        ("-5", "-5"),
        ("−5,25", "-5.25"),
        ("– 5", "-5"),
        ("+7", "7"),
        ("€ 12.50", "12.50"),
        ("$12.50", "12.50"),
        ("R$ 12,50", "12.50"),
        ("12.50 EUR", "12.50"),
        ("USD 12.50", "12.50"),
        ("Kz 1,284,500,000.00", "1284500000.00"),
        ("٣٤", "34"),
        ("\u200e12.50\u200e", "12.50"),
        ("12+3.50", "15.50"),
        ("12 + 3,50 − 1", "14.50"),
        ("1.234,56 + 1,234.56", "2469.12"),
        ("-3+10", "7"),
        ("9999999999999.99", "9999999999999.99"),
    ],
)
@pytest.mark.parametrize("number_format", FORMATS)
def test_amounts_are_read_as_they_were_meant(typed: str, meant: str, number_format: str) -> None:
    with formats.using(number_format=number_format):
        assert amounts.parse(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("number_format", "typed", "meant"),
    [
        ("point", "1.234", "1.234"),
        ("comma", "1.234", "1234"),
        ("point", "1,234", "1234"),
        ("comma", "1,234", "1.234"),
        ("space", "1.234", "1234"),
    ],
)
def test_where_a_mark_can_be_read_both_ways_the_readers_format_decides(
    number_format: str, typed: str, meant: str
) -> None:
    with formats.using(number_format=number_format):
        assert amounts.parse(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "12 50", "1.2.3", "1.2'3", "1.234,567.8", "1,2345.6", "12++3", "12+", "+",
     "1e5", "12%", "½", "5²", "0x10", "--5", "1..2", "12k", "NaN", "Infinity",
     "1+" * 40 + "1", "1" * 61],
)  # fmt: skip
@pytest.mark.parametrize("number_format", FORMATS)
def test_nothing_is_guessed(typed: str, number_format: str) -> None:
    with formats.using(number_format=number_format), pytest.raises(ValidationError):
        amounts.parse(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("412.6O", "That is the letter O, not the digit 0. 412.60?"),
        ("l2", "That is the letter l, not the digit 1. 12.00?"),
        ("twelve", "“twelve” is not an amount. Type it like 1,234.56."),
        ("", "Type an amount, like 1,234.56."),
    ],
)
def test_a_refusal_says_what_would_be_understood(typed: str, said: str) -> None:
    with formats.using(number_format="point"), pytest.raises(ValidationError) as refused:
        amounts.parse(typed)
    assert refused.value.messages == [said]


def test_a_refusal_speaks_in_the_readers_numbers() -> None:
    with formats.using(number_format="comma"), pytest.raises(ValidationError) as refused:
        amounts.parse("x")
    assert "1.234,56" in refused.value.messages[0]


@given(
    value=st.decimals(min_value=-(10**13), max_value=10**13, places=8),
    number_format=st.sampled_from(FORMATS),
)
def test_what_is_written_in_an_input_is_read_back(value: Decimal, number_format: str) -> None:
    with formats.using(number_format=number_format):
        assert amounts.parse(amounts.written(value, most=8)) == value


@given(text=st.text(max_size=80))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    try:
        said = str(amounts.parse(text))
    except ValidationError as refused:
        said = refused.messages[0]
    assert said
    assert said not in {"NaN", "Infinity"}


@pytest.mark.parametrize(
    ("value", "least", "most", "text"),
    [("5", 2, 2, "5.00"), ("0.84213", 2, 8, "0.84213"), ("412.6", 0, 18, "412.6"),
     ("1000", 0, 18, "1,000"), ("-1234.5", 2, 8, "−1,234.50")],
)  # fmt: skip
def test_inputs_show_as_many_decimals_as_there_are(
    value: str, least: int, most: int, text: str
) -> None:
    with formats.using(number_format="point"):
        assert amounts.written(Decimal(value), least=least, most=most) == text


@given(st.integers(1 - 10**38, 10**38 - 1), st.sampled_from(FORMATS))
def test_a_quantity_is_typed_back_with_all_its_digits(digits: int, number_format: str) -> None:
    quantity = Decimal(f"{digits}e-18")
    with formats.using(number_format=number_format):
        assert amounts.parse(amounts.written(quantity, least=0, most=18)) == quantity
