"""What the columns of a file probably become."""

import pytest

from finance.imports.parsing import vocabulary
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.vocabulary import Field
from finance.imports.tests import banks, reading


def fields(text: str) -> list[str]:
    """Return the guess for a table, as words."""
    return [str(field) for field in reading.guessed(text.encode()).fields]


@pytest.mark.parametrize("name", banks.ROWS)
def test_bank_files_are_read_as_they_are_meant(name: str) -> None:
    good, _bad = reading.everything(banks.read(name))
    assert [tuple(row) for _line, row in good] == banks.ROWS[name]


@pytest.mark.parametrize("name", banks.ROWS)
def test_guesses_have_no_faults(name: str) -> None:
    assert reading.guessed(banks.read(name)).faults == []


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Date", Field.DATE),
        ("Booking date", Field.DATE),
        ("Buchungstag", Field.DATE),
        ("Data Mov.", Field.DATE),
        ("Fecha de operación", Field.DATE),
        ("Date de l'opération", Field.DATE),
        ("Payee", Field.NAME),
        ("Beguenstigter/Zahlungspflichtiger", Field.NAME),
        ("Auftraggeber / Begünstigter", Field.NAME),
        ("Estabelecimento", Field.NAME),
        ("Verwendungszweck", Field.NOTE),
        ("Descrição", Field.NOTE),
        ("Libellé", Field.NOTE),
        ("Concepto", Field.NOTE),
        ("Betrag (EUR)", Field.AMOUNT),
        ("Amount", Field.AMOUNT),
        ("Importe", Field.AMOUNT),
        ("Soll", Field.DEBIT),
        ("Paid out (GBP)", Field.DEBIT),
        ("Haben", Field.CREDIT),
        ("Crédito", Field.CREDIT),
        ("Saldo", Field.BALANCE),
        ("Solde", Field.BALANCE),
        ("Debit/Credit", Field.KIND),
        ("Währung", Field.CURRENCY),
        ("Category", Field.SUBCATEGORY),
        ("Gläubiger-ID", Field.SKIP),
        ("", Field.SKIP),
    ],
)
def test_headings_are_understood(heading: str, field: Field) -> None:
    assert vocabulary.meaning(heading)[0] == field


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("DR", "expenses"),
        ("Ausgabe", "expenses"),
        ("débito", "expenses"),
        ("Crédit", "income"),
        ("Einnahme", "income"),
        ("Asset", "assets"),
        ("Dívida", "liabilities"),
        ("Transfer", ""),
    ],
)
def test_words_of_type_columns_are_understood(word: str, category: str) -> None:
    assert vocabulary.category_of(word) == category


def test_cells_decide_where_headings_say_nothing() -> None:
    text = "A,B,C,D\n2026-11-22,Kiosk at the sea,EUR,-5.00\n2026-11-21,Market,USD,6.00\n"
    assert fields(text) == ["date", "name", "currency", "amount"]


def test_the_column_with_minus_signs_is_the_amount() -> None:
    text = "A,B,C\n2026-11-22,100.00,-5.00\n2026-11-21,105.00,-6.00\n"
    assert fields(text) == ["date", "skip", "amount"]


def test_the_booking_day_goes_before_the_value_day() -> None:
    text = "Valuta;Buchungstag;Text;Betrag\n21.11.2026;22.11.2026;A;5,00\n"
    assert fields(text)[:2] == ["skip", "date"]


def test_money_in_and_out_go_before_their_sum() -> None:
    text = "Date,Text,Amount,Paid out,Paid in\n2026-11-22,A,-5.00,5.00,\n2026-11-21,B,6.00,,6.00\n"
    assert fields(text) == ["date", "name", "skip", "debit", "credit"]


def test_one_amount_goes_before_half_a_pair() -> None:
    text = "Date,Text,Amount,Debit\n2026-11-22,A,-5.00,5.00\n"
    assert fields(text) == ["date", "name", "amount", "skip"]


def test_words_tell_the_direction_of_amounts_without_a_sign() -> None:
    text = "Date,Text,Amount,Type\n2026-11-22,A,5.00,Debit\n2026-11-21,B,6.00,Credit\n"
    mapping = reading.guessed(text.encode())
    assert mapping.fields[3] == Field.KIND
    assert mapping.kinds == {"debit": "expenses", "credit": "income"}


def test_signs_go_before_words() -> None:
    text = "Date,Text,Amount,Type\n2026-11-22,A,-5.00,Sale\n2026-11-21,B,6.00,Payment\n"
    assert fields(text)[3] == "skip"


def test_an_unknown_word_is_asked_for() -> None:
    text = "Date,Text,Amount,Type\n2026-11-22,A,5.00,Debit\n2026-11-21,B,6.00,Pending\n"
    assert reading.guessed(text.encode()).kinds == {"debit": "expenses", "pending": ""}


def test_the_one_who_is_in_every_row_is_not_the_payee() -> None:
    mapping = reading.guessed(banks.read("giro_de.csv"))
    assert mapping.own_name == "Wir beide"


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Date,Text,Amount (GBP)\n2026-11-22,A,5\n", "GBP"),
        ("Date,Text,Amount\n2026-11-22,A,$5.00\n", "USD"),
        ("Date,Text,Amount\n2026-11-22,A,R$ 5.00\n", "BRL"),
        ("Account in CHF,,\nDate,Text,Amount\n2026-11-22,A,5\n", "CHF"),
        ("Date,Text,Amount\n2026-11-22,A,5\n", "EUR"),
    ],
)
def test_the_currency_of_the_file_is_found(text: str, currency: str) -> None:
    assert reading.guessed(text.encode()).currency == currency


def test_mappings_survive_being_stored() -> None:
    mapping = reading.guessed(banks.read("ledger_in.csv"))
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_a_stored_mapping_from_another_time_is_still_read() -> None:
    stored = {"fields": ["date", "wonder", "amount"], "currency": "EUR", "extra": 1}
    assert Mapping.from_json(stored).fields == (Field.DATE, Field.SKIP, Field.AMOUNT)
    assert len(Mapping.from_json(stored).fitted(5).fields) == 5


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        (("date", "amount"), []),
        (("date", "debit"), []),
        (("amount",), ["no_date"]),
        (("date",), ["no_amount"]),
        (("date", "amount", "credit"), ["two_amounts"]),
        (("date", "date", "amount"), ["doubled"]),
        (("date", "name", "name", "note", "note", "amount"), []),
    ],
)
def test_faults_are_named(fields: tuple[str, ...], faults: list[str]) -> None:
    assert Mapping(fields=tuple(map(Field, fields))).faults == faults
