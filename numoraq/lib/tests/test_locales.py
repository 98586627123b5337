"""What languages write with."""

import pytest

from numoraq.lib import locales


@pytest.mark.parametrize(
    ("language", "decimal", "group"),
    [
        ("en", ".", ","),
        ("pt", ",", "."),
        ("pt-pt", ",", "."),
        ("pt-br", ",", "."),
        ("fr", ",", "\u202f"),
    ],
)
def test_marks_of_numbers(language: str, decimal: str, group: str) -> None:
    marks = locales.marks(language)
    assert (marks.decimal, marks.group) == (decimal, group)


def test_weeks_begin_on_monday() -> None:
    marks = locales.marks("en")
    assert marks.weekdays[0] == "Monday"
    assert marks.weekdays_short[6] == "Sun"


def test_short_weekdays_are_short_where_babel_has_long_ones() -> None:
    assert locales.marks("pt").weekdays_short == ("seg", "ter", "qua", "qui", "sex", "sáb", "dom")


def test_short_names_have_no_dots() -> None:
    assert locales.marks("pt").months_short[0] == "jan"
    assert locales.marks("de").weekdays_short[0] == "Mo"


@pytest.mark.parametrize("language", ["xx", "not a language", ""])
def test_unknown_languages_read_as_english(language: str) -> None:
    assert locales.marks(language).months[0] == "January"


def test_units_fall_from_large_to_small() -> None:
    assert [unit for _, unit in locales.marks("en").units] == ["T", "B", "M", "K"]
    assert 1e3 not in [power for power, _ in locales.marks("de").units]
    assert 1e9 not in [power for power, _ in locales.marks("es").units]


@pytest.mark.parametrize(
    ("language", "code", "before", "after"),
    [
        ("en", "EUR", "€", ""),
        ("de", "EUR", "", "\xa0€"),
        ("en", "CHF", "CHF\xa0", ""),
        ("pt", "EUR", "", "\xa0€"),
        ("pt", "USD", "", "\xa0$"),
        ("pt-br", "BRL", "R$\xa0", ""),
        ("en", "ETH", "", "\xa0ETH"),
        ("en", "AOA", "Kz\xa0", ""),
    ],
)
def test_signs_stand_where_they_belong(language: str, code: str, before: str, after: str) -> None:
    assert locales.currency(language, code).around == (before, after)


def test_codes_outside_the_standard_are_coins() -> None:
    coin = locales.currency("en", "BTC")
    assert (coin.places, coin.min_places) == (8, 2)
    assert locales.currency("en", "JPY").places == 0
