"""Rows of a table, read by a mapping."""

from datetime import date

import pytest

from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.problems import BadRow
from finance.imports.parsing.rows import LONGEST_NAME, Row
from finance.imports.parsing.vocabulary import Field
from finance.imports.tests import reading
from numoraq.lib import currencies

D, N, T, A, S = Field.DATE, Field.NAME, Field.NOTE, Field.AMOUNT, Field.SKIP
SIMPLE = Mapping(fields=(D, N, A), currency="EUR")


def read(mapping: Mapping, *cells: str, style: str = "point") -> Row | None:
    """Return what one row becomes."""
    return reading.reader(mapping, style=style)(list(cells))


def problems(mapping: Mapping, *cells: str) -> list[tuple[int | None, str]]:
    """Return the columns and codes of what is wrong with a row."""
    with pytest.raises(BadRow) as bad:
        read(mapping, *cells)
    return [(problem.column, problem.code) for problem in bad.value.problems]


def money(mapping: Mapping, *cells: str) -> tuple[str, str, str]:
    """Return category, amount and currency of a row."""
    row = read(mapping, *cells)
    assert row
    return row.category, row.amount, row.currency


def test_the_sign_tells_the_direction() -> None:
    assert money(SIMPLE, "22.11.2026", "Kiosk", "-5.00") == ("expenses", "5.00", "EUR")
    assert money(SIMPLE, "22.11.2026", "Kiosk", "5.00") == ("income", "5.00", "EUR")


def test_the_sign_may_be_turned_round() -> None:
    flipped = Mapping(fields=(D, N, A), currency="EUR", flips=True)
    assert money(flipped, "22.11.2026", "Kiosk", "5.00")[0] == "expenses"
    assert money(flipped, "22.11.2026", "Kiosk", "-5.00")[0] == "income"


@pytest.mark.parametrize(
    ("out", "got", "expected"),
    [
        ("5.00", "", ("expenses", "5.00", "EUR")),
        ("-5.00", "", ("expenses", "5.00", "EUR")),
        ("", "6.00", ("income", "6.00", "EUR")),
        ("0.00", "6.00", ("income", "6.00", "EUR")),
        ("5.00", "0.00", ("expenses", "5.00", "EUR")),
        ("0.00", "", ("expenses", "0", "EUR")),
    ],
)
def test_two_columns_tell_the_direction(out: str, got: str, expected: tuple[str, str, str]) -> None:
    pair = Mapping(fields=(D, Field.DEBIT, Field.CREDIT), currency="EUR")
    assert money(pair, "22.11.2026", out, got) == expected


def test_money_in_and_out_at_once_is_a_problem() -> None:
    pair = Mapping(fields=(D, Field.DEBIT, Field.CREDIT), currency="EUR")
    assert problems(pair, "22.11.2026", "5", "6") == [(2, "amount_both")]
    assert problems(pair, "22.11.2026", "", " ") == [(1, "amount_empty")]
    assert problems(pair, "22.11.2026", "", "x") == [(2, "amount_unreadable")]


def test_a_pair_may_be_a_single_column() -> None:
    out = Mapping(fields=(D, Field.DEBIT), currency="EUR")
    assert money(out, "22.11.2026", "5")[0] == "expenses"
    got = Mapping(fields=(D, Field.CREDIT), currency="EUR")
    assert money(got, "22.11.2026", "5")[0] == "income"
    assert problems(got, "22.11.2026", "") == [(1, "amount_empty")]


def test_a_word_tells_the_direction() -> None:
    kinds = {"dr": "expenses", "pending": "skip", "own": "assets"}
    typed = Mapping(fields=(D, A, Field.KIND), currency="EUR", kinds=kinds)
    assert money(typed, "22.11.2026", "-5", "DR")[:2] == ("expenses", "5.00")
    assert money(typed, "22.11.2026", "-0.12", " Own")[:2] == ("assets", "-0.12")
    assert read(typed, "22.11.2026", "5", "Pending") is None
    assert problems(typed, "22.11.2026", "5", "Odd") == [(2, "kind_unknown")]
    assert problems(typed, "22.11.2026", "5", "") == [(2, "kind_empty")]


def test_every_row_may_be_of_one_category() -> None:
    owned = Mapping(fields=(D, N, A), currency="BTC", category="assets")
    assert money(owned, "22.11.2026", "Coins", "-0.00012345") == ("assets", "-0.00012345", "BTC")
    owed = Mapping(fields=(D, N, A), currency="EUR", category="liabilities")
    assert money(owed, "22.11.2026", "Loan", "-8400")[1] == "8400.00"


@pytest.mark.parametrize(
    ("category", "currency", "amount", "code"),
    [
        ("expenses", "JPY", "1000.5", "amount_whole"),
        ("assets", "JPY", "1000.5", "amount_whole"),
        ("assets", "EUR", "1.2345", "amount_places"),
        ("assets", "BTC", "0.123456781", "amount_decimals"),
        ("income", "KWD", "1.505", "amount_decimals"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_at_most(
    category: str, currency: str, amount: str, code: str
) -> None:
    mapping = Mapping(fields=(D, N, A), currency=currency, category=category)
    assert problems(mapping, "22.11.2026", "Tea", amount) == [(2, code)]


def test_decimals_that_are_noughts_are_none() -> None:
    yen = Mapping(fields=(D, N, A), currency="JPY")
    assert money(yen, "22.11.2026", "Tea", "-1000.00") == ("expenses", "1000.00", "JPY")


def test_decimals_that_a_currency_does_not_have_are_rounded_when_asked() -> None:
    yen = Mapping(fields=(D, N, A), currency="JPY", rounds=True)
    assert money(yen, "22.11.2026", "Tea", "-1000.5") == ("expenses", "1000", "JPY")


def test_each_of_two_columns_is_named_for_its_decimals() -> None:
    pair = Mapping(fields=(D, Field.DEBIT, Field.CREDIT), currency="JPY")
    assert problems(pair, "22.11.2026", "5.5", "") == [(1, "amount_whole")]
    assert problems(pair, "22.11.2026", "", "5.5") == [(2, "amount_whole")]
    assert problems(pair, "99.11.2026", "", "5.5") == [(0, "date_unreadable"), (2, "amount_whole")]


def test_nobody_knows_a_balance_of_a_day_to_come() -> None:
    owned = Mapping(fields=(D, N, A), currency="EUR", category="assets")
    assert problems(owned, "23.11.2026", "Flat", "5") == [(0, "date_to_come")]
    assert read(SIMPLE, "23.11.2026", "Rent", "-5")


@pytest.mark.parametrize(
    ("cell", "beside", "currency"),
    [
        ("USD", "", "USD"),
        ("usd ", "", "USD"),
        ("€", "", "EUR"),
        ("", "", "CHF"),
        ("", " GBP", "GBP"),
        ("USD", " GBP", "USD"),
        ("", "$", "USD"),
    ],
)
def test_the_currency_is_that_of_the_column_or_of_the_amount(
    cell: str, beside: str, currency: str
) -> None:
    mapping = Mapping(fields=(D, A, Field.CURRENCY), currency="CHF")
    assert money(mapping, "22.11.2026", f"5{beside}", cell)[2] == currency


def test_a_dollar_is_the_dollar_of_the_file() -> None:
    mapping = Mapping(fields=(D, A), currency="CAD")
    assert money(mapping, "22.11.2026", "$5")[2] == "CAD"


def test_an_unknown_currency_is_a_problem() -> None:
    mapping = Mapping(fields=(D, A, Field.CURRENCY), currency="CHF")
    assert not currencies.is_known("XYZ")
    assert problems(mapping, "22.11.2026", "5", "XYZ") == [(2, "currency_unknown")]
    assert problems(mapping, "22.11.2026", "5 XYZ", "") == [(1, "currency_unknown")]


def test_every_problem_of_a_row_is_told() -> None:
    assert problems(SIMPLE, "31.02.2026", "Kiosk", "") == [
        (0, "date_no_such_day"),
        (2, "amount_empty"),
    ]


def test_columns_of_words_are_joined() -> None:
    mapping = Mapping(fields=(D, N, N, T, T, A, Field.SUBCATEGORY), currency="EUR")
    row = read(mapping, "22.11.2026", " Kiosk ", "North\n1", "a\nb", "", "-5", "Food")
    assert row
    assert (row.name, row.description, row.subcategory) == ("Kiosk · North 1", "a\nb", "food")


def test_where_payer_and_payee_stand_the_other_one_is_the_name() -> None:
    mapping = Mapping(fields=(D, N, N, A), currency="EUR", own_name="We both")
    names = [
        read(mapping, "22.11.2026", *pair, "5")
        for pair in (("We both", "Kiosk"), ("Works", "We both"), ("We both", "We both"))
    ]
    assert [row and row.name for row in names] == ["Kiosk", "Works", "We both"]


def test_a_row_without_a_name_takes_the_next_best() -> None:
    mapping = Mapping(fields=(D, N, T, Field.SUBCATEGORY, A), currency="EUR")
    found = [
        read(mapping, "22.11.2026", "", note, word, "5")
        for note, word in (("for\nlunch", "Food"), ("", "Food"), ("", ""))
    ]
    assert [row and row.name for row in found] == ["for lunch", "Food", "Nameless"]


def test_nothing_of_a_long_name_is_lost() -> None:
    row = read(Mapping(fields=(D, N, T, A), currency="EUR"), "22.11.2026", "x" * 300, "note", "5")
    assert row
    assert len(row.name) == LONGEST_NAME
    assert row.description == f"{'x' * 300}\nnote"


def test_cells_that_are_missing_at_the_end_are_empty() -> None:
    mapping = Mapping(fields=(D, N, A, S, S), currency="EUR")
    assert read(mapping, "22.11.2026", "Kiosk", "5", "", "", "", "")
    assert read(mapping, "22.11.2026", "Kiosk", "5")
    assert problems(mapping, "22.11.2026", "Kiosk") == [(None, "row_short")]
    assert problems(mapping, *["22.11.2026", "Kiosk", "5", "", "", "more"]) == [(None, "row_short")]
    assert problems(mapping, "22.11.2026", 'Kiosk;5\n21.11.2026";x') == [(None, "row_quote")]


def test_control_characters_do_not_reach_the_entries() -> None:
    row = read(Mapping(fields=(D, N, T, A), currency="EUR"), "22.11.2026", "a\0b\tc", "d\0e", "5")
    assert row
    assert (row.name, row.description) == ("a b c", "d e")


def test_whether_a_row_has_a_day_is_told_by_a_digit() -> None:
    read_row = reading.reader(SIMPLE)
    assert read_row.has_day(["31.02.2026", "", ""])
    assert not read_row.has_day(["Total", "", "5"])
    assert not read_row.has_day([])


def test_very_many_different_cells_are_read_all_the_same() -> None:
    read_row = reading.reader(SIMPLE)
    for number in range(60_000):
        row = read_row(["22.11.2026", f"Shop {number}", "5"])
    assert row
    assert row.name == "Shop 59999"


def test_today_is_given() -> None:
    owned = Mapping(fields=(D, N, A), currency="EUR", category="assets")
    assert reading.reader(owned, today=date(2030, 1, 1))(["31.12.2029", "Flat", "5"])
