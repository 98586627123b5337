"""Amounts as banks write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.imports.parsing import numbers
from finance.imports.parsing.numbers import COMMA, POINT, Amount, Verdict
from finance.imports.parsing.problems import BadCell


def value(amount: Amount) -> Decimal:
    """Return what an amount is worth, with its sign."""
    return -Decimal(amount.text) if amount.is_negative else Decimal(amount.text)


@pytest.mark.parametrize(
    ("written", "style", "exact", "currency"),
    [
        ("1,234.56", POINT, "1234.56", ""),
        ("1.234,56", COMMA, "1234.56", ""),
        ("1 234,56", COMMA, "1234.56", ""),
        ("1\u00a0234,56", COMMA, "1234.56", ""),
        ("1\u202f234,56", COMMA, "1234.56", ""),
        ("1'234.56", POINT, "1234.56", ""),
        ("1’234.56", POINT, "1234.56", ""),
        ("1,23,456.50", POINT, "123456.50", ""),
        ("-38,14", COMMA, "-38.14", ""),
        ("−38,14", COMMA, "-38.14", ""),
        ("38,14-", COMMA, "-38.14", ""),
        ("- 38,14", COMMA, "-38.14", ""),
        ("(38.14)", POINT, "-38.14", ""),
        ("+38.14", POINT, "38.14", ""),
        ("38.1", POINT, "38.1", ""),
        ("38.1400", POINT, "38.14", ""),
        ("38.", POINT, "38", ""),
        (".5", POINT, "0.5", ""),
        ("0", COMMA, "0", ""),
        ("007", COMMA, "7", ""),
        ("€ 38,14", COMMA, "38.14", "EUR"),
        ("-38,14 €", COMMA, "-38.14", "EUR"),
        ("€-38.14", POINT, "-38.14", "EUR"),
        ("-€38.14", POINT, "-38.14", "EUR"),
        ("R$ 1.234,56", COMMA, "1234.56", "BRL"),
        ("US$1,234.56", POINT, "1234.56", "USD"),
        ("$12.00", POINT, "12.00", "$"),
        ("12,00 EUR", COMMA, "12.00", "EUR"),
        ("12,00- EUR", COMMA, "-12.00", "EUR"),
        ("CHF 12'000.00", POINT, "12000.00", "CHF"),
        ("38.14 DR", POINT, "-38.14", ""),
        ("38.14 CR", POINT, "38.14", ""),
        ("38,14 S", COMMA, "-38.14", ""),
        ("38,14H", COMMA, "38.14", ""),
        ("9999999999999.99", POINT, "9999999999999.99", ""),
    ],
)
def test_usual_amounts_are_read(written: str, style: str, exact: str, currency: str) -> None:
    amount = numbers.reader(style)(written)
    assert (value(amount), amount.currency) == (Decimal(exact), currency)


@pytest.mark.parametrize(
    ("written", "style", "code", "args"),
    [
        ("", POINT, "amount_empty", {}),
        ("1O.00", POINT, "letter", {"letter": "O", "digit": "0"}),
        ("1O0", POINT, "letter", {"letter": "O", "digit": "0"}),
        ("l2,50", COMMA, "letter", {"letter": "l", "digit": "1"}),
        ("1.204.88", POINT, "amount_two_marks", {"first": "1,204.88", "second": "1.20488"}),
        ("1.234,56", POINT, "amount_other_marks", {}),
        ("1,234.56", COMMA, "amount_other_marks", {}),
        ("1.2E+05", POINT, "amount_shortened", {"value": "1.2E+05"}),
        ("12.345", POINT, "amount_decimals", {}),
        ("10000000000000", POINT, "amount_large", {}),
        ("9" * 50, POINT, "amount_large", {}),
        ("12,00 XYZ", COMMA, "currency_unknown", {"currency": "XYZ"}),
        ("about 12", POINT, "amount_unreadable", {"value": "about 12"}),
        ("--12", POINT, "amount_unreadable", {"value": "--12"}),
        ("12 34", POINT, "amount_unreadable", {"value": "12 34"}),
        ("1,23,45", POINT, "amount_unreadable", {"value": "1,23,45"}),
        ("٣٨", POINT, "amount_unreadable", {"value": "٣٨"}),
        ("=1+1", POINT, "amount_unreadable", {"value": "=1+1"}),
        ("-" * 9000, POINT, "amount_unreadable", {"value": "-" * 40}),
    ],
)
def test_bad_amounts_say_why(written: str, style: str, code: str, args: dict[str, str]) -> None:
    with pytest.raises(BadCell) as bad:
        numbers.reader(style, column=3)(written)
    assert (bad.value.code, bad.value.args_for_people, bad.value.column) == (code, args, 3)


def test_further_decimals_are_rounded_only_when_asked() -> None:
    assert numbers.reader(POINT, rounds=True)("12.345").text == "12.34"
    assert numbers.reader(POINT, rounds=True)("12.355").text == "12.36"
    assert numbers.reader(POINT, places=8)("0.00012345").text == "0.00012345"


@pytest.mark.parametrize(
    ("column", "style", "is_certain"),
    [
        (["1,234.56"], POINT, True),
        (["1.234,56"], COMMA, True),
        (["12.50", "1.234"], POINT, True),
        (["12,50", "1,234"], COMMA, True),
        (["1,234,567"], POINT, True),
        (["1.234.567"], COMMA, True),
        (["0.123"], POINT, True),
        (["1.234"], POINT, False),
        (["12", "1300"], POINT, True),
        (["words", ""], POINT, True),
        (["-38,14 €", "€ 3,00"], COMMA, True),
        (["1.234,56", "1,234.56", "12,00"], COMMA, True),
    ],
)
def test_the_whole_column_decides(column: list[str], style: str, is_certain: bool) -> None:
    assert numbers.decide(column) == Verdict(style, is_certain)


def test_dates_are_no_amounts() -> None:
    assert not numbers.is_number("22.11.2026")
    assert not numbers.is_number("DE98")
    assert numbers.is_number("(1.234,00 €)")


def _written(cents: int, style: str, group: str, sign: str) -> str:
    whole, rest = divmod(abs(cents), 100)
    digits = f"{whole:,}".replace(",", group)
    text = f"{digits}{numbers.MARK[style]}{rest:02}"
    if cents >= 0:
        return text
    return {"before": f"-{text}", "after": f"{text}-", "around": f"({text})"}[sign]


@given(
    st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1),
    st.sampled_from(
        [(POINT, ","), (POINT, "'"), (POINT, ""), (COMMA, "."), (COMMA, " "), (COMMA, "")]
    ),
    st.sampled_from(["before", "after", "around"]),
    st.sampled_from(["", "€", " EUR"]),
)
def test_numbers_stay_exact(cents: int, how: tuple[str, str], sign: str, unit: str) -> None:
    style, group = how
    written = _written(cents, style, group, sign)
    read = numbers.reader(style)(written if sign == "around" else written + unit)
    assert value(read) == Decimal(cents).scaleb(-2)


@given(st.text(max_size=80), st.sampled_from(numbers.STYLES), st.booleans())
def test_no_text_breaks_it(text: str, style: str, rounds: bool) -> None:
    try:
        amount = numbers.reader(style, rounds=rounds)(text)
    except BadCell:
        return
    assert Decimal(amount.text) >= 0
    assert amount.text.isascii()


@given(st.lists(st.text(max_size=20), max_size=6))
def test_no_column_breaks_the_decision(column: list[str]) -> None:
    assert numbers.decide(column).style in numbers.STYLES
