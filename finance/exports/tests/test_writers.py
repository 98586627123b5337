"""Exports as text."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from finance import rules
from finance.exports import selection, shape, writers
from finance.exports.selection import Selection
from finance.exports.tests import world
from finance.imports.parsing.own_cells import Cells
from finance.tests import make

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def table(user: User, **options: bool) -> list[dict[str, str]]:
    """Return a person's CSV export, read back by the standard library."""
    items = selection.items(user=user, selection=Selection())
    text = b"".join(writers.csv_text(items, (), **options)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_columns_are_stable(alices: User) -> None:
    make.expense(alices)
    assert tuple(table(alices)[0]) == (
        *("record", "id", "category", "subcategory", "name", "amount", "currency", "date"),
        *("description", "is_liquid", "quantity", "is_recurring", "recurring_frequency"),
        *("recurring_interval", "recurring_ends_on", "next_due_on", "settles_in"),
        *("wallet_address", "blockchain", "source"),
    )


def test_numbers_and_days_are_the_same_in_every_language(alices: User) -> None:
    make.expense(alices, "1234.5", date=date(2026, 11, 2))
    (row,) = table(alices)
    assert (row["amount"], row["date"], row["is_liquid"]) == ("1234.50", "2026-11-02", "true")


def test_history_follows_its_entry(alices: User) -> None:
    world.build(alices)
    rows = table(alices)
    at = next(i for i, row in enumerate(rows) if row["name"] == "Bank")
    assert [row["record"] for row in rows[at : at + 4]] == ["entry", *["valuation"] * 3]
    assert {row["id"] for row in rows[at : at + 4]} == {rows[at]["id"]}
    assert [row["amount"] for row in rows[at + 1 : at + 4]] == ["1200.50", "1300.25", "-20.00"]
    assert [row["source"] for row in rows[at + 1 : at + 4]] == ["manual", "price", "price"]
    assert any(row["record"] == "occurrence" for row in rows)


def test_deleted_entries_are_not_exported(alices: User) -> None:
    world.build(alices)
    assert "Deleted" not in {row["name"] for row in table(alices)}


def test_no_cell_is_a_formula(alices: User) -> None:
    world.build(alices)
    rows = table(alices)
    for row in rows:
        for name in shape.TEXTS:
            assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r")), row
    assert any(row["description"] == f"'{world.FORMULA}" for row in rows)
    assert any(row["name"] == "''+1 for me" for row in rows)


def test_amounts_below_zero_are_numbers(alices: User) -> None:
    make.asset(alices, "-20.00", name="Overdrawn")
    assert table(alices)[0]["amount"] == "-20.00"


@given(st.text(max_size=20) | st.text("=+-@'＝\t\r\n;|,\"a", max_size=12))
def test_guarded_text_comes_back(text: str) -> None:
    assert shape.unguard(shape.guard(text)) == text
    for cell in re.split(r"[;|\t\r\n]", shape.guard(text)):
        assert not cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("note", ["Rent;=cmd|' /C calc'!A0;", "Rent\n=1+1", "Rent\t@SUM(1)", "＝1"])
def test_no_cell_is_a_formula_where_semicolons_part_them(alices: User, note: str) -> None:
    make.expense(alices, description=note)
    items = selection.items(user=alices, selection=Selection())
    text = b"".join(writers.csv_text(items)).decode()
    for line in re.split(r"[\r\n]+", text):
        for cell in re.split(r"[;\t]", line):
            assert not cell.lstrip('"').startswith(("=", "+", "-", "@", "＝")), line
    assert table(alices)[0]["description"] != note
    assert shape.unguard(table(alices)[0]["description"]) == note


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=8, min_value=-(10**13), max_value=10**13
    )
)
def test_amounts_are_written_exactly(amount: Decimal) -> None:
    text = writers.decimal(amount)
    assert Decimal(text) == amount
    assert len(text.partition(".")[2]) >= 2
    assert "E" not in text


@given(st.integers(1 - 10**38, 10**38 - 1))
def test_quantities_come_back_exactly(digits: int) -> None:
    quantity = Decimal(f"{digits}e-18")
    cells = Cells({"quantity": str(writers._cell(quantity))})
    assert cells.number("quantity") == quantity
    assert rules.fits(quantity, limit=rules.QUANTITY_LIMIT, places=rules.QUANTITY_PLACES)


def test_json_has_amounts_as_text_and_history_within(alices: User) -> None:
    world.build(alices)
    items = selection.items(user=alices, selection=Selection())
    found = json.loads(b"".join(writers.json_text(items, at=AT)))
    assert (found["format"], found["version"]) == ("numoraq.entries", 2)
    assert found["exported_at"] == "2026-11-22T12:00:00+00:00"
    bank = next(entry for entry in found["entries"] if entry["name"] == "Bank")
    assert bank["amount"] == "-20.00"
    assert bank["valuations"][0] == {"date": "2025-01-01", "amount": "1200.50", "source": "manual"}
    assert bank["is_liquid"] is True
    assert bank["wallet_address"] is None


def test_nothing_is_an_empty_list(alices: User) -> None:
    items = selection.items(user=alices, selection=Selection())
    assert json.loads(b"".join(writers.json_text(items, at=AT)))["entries"] == []
    assert table(alices) == []


def test_the_mark_for_excel_is_a_choice(alices: User) -> None:
    items = selection.items(user=alices, selection=Selection())
    assert next(writers.csv_text(items, has_mark=True)) == b"\xef\xbb\xbf"
    assert next(writers.csv_text(items)) == b""


def test_values_of_no_known_type_are_refused() -> None:
    with pytest.raises(AssertionError):
        writers._cell(object())
