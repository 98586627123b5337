"""Which currencies there are, and what they are called."""

import pytest

from numoraq.lib import currencies


@pytest.mark.parametrize("code", ["EUR", "USD", "BRL", "AOA", "BTC", "ETH", "HRK", "DEM"])
def test_currencies_in_use_of_the_past_and_coins_are_known(code: str) -> None:
    assert currencies.is_known(code)


@pytest.mark.parametrize("code", ["", "eur", "ABC", "EURO", "XXX", "XTS", "E R"])
def test_other_words_are_not(code: str) -> None:
    assert not currencies.is_known(code)


@pytest.mark.parametrize(
    ("code", "is_code"),
    [("EUR", True), ("TOKEN", True), ("US", False), ("eur", False), ("A" * 11, False)],
)
def test_a_code_has_a_form(code: str, is_code: bool) -> None:
    assert currencies.is_code(code) is is_code


@pytest.mark.parametrize(
    ("code", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("RSD", 2), ("BTC", 8), ("TOKEN", 2)]
)
def test_each_has_its_decimals(code: str, places: int) -> None:
    assert currencies.places(code) == places


def test_names_are_in_the_reader_language() -> None:
    assert currencies.name("USD", "en") == "US Dollar"
    assert currencies.name("USD", "pt") == "dólar dos Estados Unidos"
    assert currencies.name("BTC", "pt") == "Bitcoin"
    assert currencies.name("TOKEN", "en") == "TOKEN"


def test_an_unknown_language_reads_english() -> None:
    assert currencies.name("USD", "xx") == "US Dollar"


def test_choices_begin_with_what_most_people_use_and_are_all_known() -> None:
    codes = [code for code, _label in currencies.choices("en")]
    assert tuple(codes[: len(currencies.COMMON)]) == currencies.COMMON
    assert codes[len(currencies.COMMON) :] == sorted(codes[len(currencies.COMMON) :])
    assert len(codes) == len(set(codes))
    assert all(currencies.is_known(code) for code in codes)
    assert dict(currencies.choices("en"))["USD"] == "USD, US Dollar"
