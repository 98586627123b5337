"""Characters that no column can store, in files and in what is typed."""

import json

import pytest

from accounts.models import User
from conftest import ClientFor
from finance.exports import shape
from finance.imports.services import applying
from finance.imports.tests.bring import AT, check
from finance.models import Entry, Import, ImportRow
from numoraq.rls.identity import as_user

NUL = "\0"
SURROGATE = "\ud800"


def names() -> set[str]:
    """Return the names of the entries there are."""
    return set(Entry.objects.values_list("name", flat=True))


def test_nul_in_a_file_of_a_bank_is_read_over(alices: User) -> None:
    rows = ("2026-11-20,A{0}b,5.00", "2026-11-21,C,5x{0}", "2026-11-2{0}2,D,7")
    text = "\n".join(("Date,Payee,Amount", *rows)).format(NUL)
    found = check(alices, text)
    assert (found.status, found.rows_bad) == (Import.Status.CHECKED, 1)
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert names() == {"Ab", "D"}


@pytest.mark.parametrize("field", ["id", "name", "amount", "currency", "settles_in", "description"])
def test_nul_in_our_own_table_is_read_over(alices: User, field: str) -> None:
    cells = {
        "record": "entry", "id": "1", "category": "expenses", "name": "A", "amount": "5.00",
        "currency": "EUR", "date": "2026-11-20", "settles_in": "2", "description": "C",
    }  # fmt: skip
    cells[field] += NUL
    found = check(alices, f"{','.join(cells)}\n{','.join(cells.values())}\n")
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert names() == {"A"}


@pytest.mark.parametrize("odd", [NUL, SURROGATE])
@pytest.mark.parametrize("field", ["id", "name", "date", "settles_in", "wallet_address"])
def test_odd_characters_in_our_own_json_break_nothing(alices: User, field: str, odd: str) -> None:
    entry = {"id": "1", "category": "expenses", "name": "A", "amount": "5.00", "currency": "EUR",
             "date": "2026-11-20", "settles_in": "2", "wallet_address": "x"}  # fmt: skip
    entry[field] += odd
    raw = json.dumps({"format": shape.FORMAT, "version": 1, "entries": [entry]})
    found = check(alices, raw)
    assert found.status == Import.Status.CHECKED
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert Entry.objects.count() == (0 if (field, odd) == ("date", SURROGATE) else 1)


def test_nul_in_a_mended_row_is_read_over(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        found = check(alice, "Date,Payee,Amount\n2026-11-22,C,1\n2026-11-20,A,x\n")
    posted = {"cell_0": "2026-11-20", "cell_1": f"B{NUL}", "cell_2": f"5x{NUL}"}
    answer = client_for(alice).post(f"/import/{found.pk}/lines/3/", posted)
    assert answer.status_code == 422
    with as_user(alice):
        assert ImportRow.objects.get().cells == ["2026-11-20", "B", "5x"]
