"""Rows that ask for a decision, as they are shown: which cells, why, and page by page."""

from datetime import date

import pytest

from accounts.models import User
from finance.exports import shape
from finance.imports.selectors import rows
from finance.imports.services import choices
from finance.imports.tests.bring import applied, check
from finance.models import Import, ImportRow
from finance.services import occurrences, valuations
from finance.tests import make
from numoraq.lib.money import Money

HEAD = "Date,Payee,Amount,Reference\n"
BANK = (
    HEAD
    + "2026-11-22,Kiosk,-1.50,A1\n2026-11-20,Bus,x1,A2\n"
    + "2026-02-31,Tram,-5.00,A3\nCarried over,,,\n"
)


def bad(user: User, found: Import, after: int = 0, size: int = rows.SIZE) -> rows.Page[rows.BadRow]:
    return rows.bad(user=user, found=found, after=after, size=size)


def duplicates(user: User, found: Import) -> list[rows.Duplicate]:
    return list(rows.duplicates(user=user, found=found).rows)


def own(*records: str) -> str:
    """Return an export of ours with some records."""
    return "\n".join([",".join(shape.COLUMNS), *records]) + "\n"


def record(**values: str) -> str:
    """Return one record of an export, empty where nothing is said."""
    return ",".join(values.get(name, "") for name in shape.COLUMNS)


# ---- bad rows


def test_a_bad_row_shows_what_is_read_of_it_and_marks_what_is_wrong(alices: User) -> None:
    found = check(alices, BANK)
    first, second = bad(alices, found).rows
    assert (first.line, second.line) == (3, 4)
    assert [(cell.heading, cell.text) for cell in first.cells] == [
        ("Date", "2026-11-20"),
        ("Payee", "Bus"),
        ("Amount", "x1"),
    ]
    assert [cell.is_bad for cell in first.cells] == [False, False, True]
    assert first.reasons == ("“x1” is not an amount.",)
    assert [cell.heading for cell in second.cells if cell.is_bad] == ["Date"]
    assert "31 February" in second.reasons[0]


def test_the_name_takes_the_room_and_amounts_are_numbers(alices: User) -> None:
    found = check(alices, BANK)
    cells = {cell.heading: cell for cell in bad(alices, found).rows[0].cells}
    assert [name for name, cell in cells.items() if cell.is_long] == ["Payee"]
    assert [name for name, cell in cells.items() if cell.is_number] == ["Amount"]


def test_columns_that_are_left_out_are_not_shown(alices: User) -> None:
    found = check(alices, BANK)
    for row in bad(alices, found).rows:
        assert "Reference" not in {cell.heading for cell in row.cells}


def test_a_row_with_fewer_cells_than_headings_is_shown_as_far_as_it_goes(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,Kiosk,-1.50,A1\n2026-11-20,Bus\n")
    (row,) = bad(alices, found).rows
    assert [cell.text for cell in row.cells][:2] == ["2026-11-20", "Bus"]
    assert row.reasons


def test_debit_and_credit_are_numbers_both(alices: User) -> None:
    text = (
        "Date,Payee,Debit,Credit\n2026-11-22,A,5.00,\n2026-11-21,D,,7.00\n"
        "2026-11-21,E,,8.00\n2026-11-20,B,x1,\n2026-11-20,C,,x2\n"
    )
    found = check(alices, text)
    shown = bad(alices, found).rows
    assert [[cell.heading for cell in row.cells if cell.is_number] for row in shown] == [
        ["Debit", "Credit"],
        ["Debit", "Credit"],
    ]
    assert [[cell.heading for cell in row.cells if cell.is_bad] for row in shown] == [
        ["Debit"],
        ["Credit"],
    ]


def test_bad_rows_come_in_pages_that_follow_each_other(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,Kiosk,-1,\n" + "2026-11-20,Bus,x1,\n" * 7)
    seen, after, pages = [], 0, 0
    while True:
        page = bad(alices, found, after=after, size=3)
        seen += [row.line for row in page.rows]
        pages += 1
        after = page.next
        if not after:
            break
    assert seen == list(range(3, 10))
    assert pages == 3
    assert bad(alices, found, size=7).next == 0


def test_rows_left_out_are_shown_as_such(alices: User) -> None:
    found = check(alices, BANK)
    assert not any(row.is_left_out for row in bad(alices, found).rows)
    choices.leave_bad_out(user=alices, import_id=found.pk)
    assert all(row.is_left_out for row in bad(alices, found).rows)


def test_a_bad_record_of_an_own_export_shows_what_people_know_it_by(alices: User) -> None:
    good = record(
        record="entry", id="1", category="expenses", name="Lunch", amount="5", currency="EUR",
        date="2026-11-20",
    )  # fmt: skip
    wrong = record(
        record="entry", id="2", category="wishes", name="Moon", amount="7", currency="EUR",
        date="2026-11-20", description="far away",
    )  # fmt: skip
    found = check(alices, own(good, wrong))
    (row,) = bad(alices, found).rows
    cells = {cell.heading: cell for cell in row.cells}
    assert {"name", "amount", "currency", "date", "category"} <= set(cells)
    assert "description" not in cells
    assert [name for name, cell in cells.items() if cell.is_bad] == ["category"]
    assert cells["name"].is_long
    assert cells["amount"].is_number
    assert not cells["date"].is_number


def test_a_value_of_an_entry_that_is_not_there_says_so(alices: User) -> None:
    entry = record(
        record="entry", id="1", category="assets", name="Flat", amount="5", currency="EUR",
        date="2026-11-20",
    )  # fmt: skip
    value = record(record="valuation", id="9", date="2026-11-20", amount="5")
    found = check(alices, own(entry, value))
    (row,) = bad(alices, found).rows
    assert row.line == 3
    assert len(row.reasons) == 1


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"record": "wish"}, {"record"}),
        ({"source": "hearsay"}, {"source"}),
        ({"amount": "1.123456789"}, {"amount"}),
        ({"amount": "100000000000000"}, {"amount"}),
        ({"date": "1800-01-01"}, {"date"}),
        ({"date": ""}, {"date"}),
        ({"amount": ""}, {"amount"}),
    ],
)
def test_each_fault_of_a_value_is_marked(
    alices: User, values: dict[str, str], wrong: set[str]
) -> None:
    entry = record(
        record="entry", id="1", category="assets", name="Flat", amount="5", currency="EUR",
        date="2026-11-20",
    )  # fmt: skip
    value = {"record": "valuation", "id": "1", "date": "2026-11-19", "amount": "5"} | values
    found = check(alices, own(entry, record(**value)))
    (row,) = bad(alices, found).rows
    assert {cell.heading for cell in row.cells if cell.is_bad} == wrong


# ---- duplicates


def test_a_duplicate_stands_beside_its_entry_with_the_reason(alices: User) -> None:
    twin = make.expense(alices, "1.50", name="Kiosk", date=date(2026, 11, 22))
    (found,) = duplicates(alices, check(alices, BANK))
    assert (found.line, found.name, found.on) == (2, "Kiosk", date(2026, 11, 22))
    assert found.money == Money(found.money.amount, "EUR")
    assert found.money.amount == -found.money.amount * -1 == -1.5
    assert (found.why, found.twin, found.is_kept) == ("same day, amount and name", twin.pk, False)
    assert found.likeness == 100


@pytest.mark.parametrize(
    ("name", "on", "why"),
    [
        ("KIOSK", date(2026, 11, 22), "same day, amount and name"),
        ("Kiosk", date(2026, 11, 21), "same amount and name, here on 21 Nov 2026"),
        ("Kiosk Meier", date(2026, 11, 22), "same day and amount, here as “Kiosk Meier”"),
    ],
)
def test_the_reason_says_how_they_are_alike(alices: User, name: str, on: date, why: str) -> None:
    make.expense(alices, "1.50", name=name, date=on)
    (found,) = duplicates(alices, check(alices, HEAD + "2026-11-22,Kiosk,-1.50,A\n"))
    assert found.why == why


def test_a_row_twice_in_the_file_names_the_first_line(alices: User) -> None:
    line = "2026-11-22,Kiosk,-1.50,A1\n"
    found = duplicates(alices, check(alices, HEAD + line * 2))
    assert [(row.line, row.why) for row in found] == [(3, "the same row as in line 2")]


def test_an_own_export_is_here_already_with_all_its_balances(alices: User) -> None:
    make.asset(alices, 100, name="Flat")
    make.debt(alices, 40, name="Loan")
    text = own(
        *(
            record(
                record="entry", id=str(number), category=category, name=name, amount=amount,
                currency="EUR", date="2026-01-01",
            )
            for number, (category, name, amount) in enumerate(
                [("assets", "Flat", "100"), ("liabilities", "Loan", "40")]
            )
        )
    )  # fmt: skip
    found = duplicates(alices, check(alices, text))
    assert {row.why for row in found} == {"same name and currency"}
    assert {row.name: int(row.money.amount) for row in found} == {"Flat": 100, "Loan": -40}


def test_duplicates_come_in_pages(alices: User) -> None:
    for number in range(5):
        make.expense(alices, number + 1, name=f"Kiosk {number}", date=date(2026, 11, 22))
    text = HEAD + "".join(f"2026-11-22,Kiosk {n},-{n + 1}.00,A\n" for n in range(5))
    found = check(alices, text)
    first = rows.duplicates(user=alices, found=found, size=3)
    second = rows.duplicates(user=alices, found=found, after=first.next, size=3)
    assert [row.line for row in first.rows] == [2, 3, 4]
    assert [row.line for row in second.rows] == [5, 6]
    assert second.next == 0


def test_rows_of_others_are_nobodys_here(bob: User, alices: User) -> None:
    found = check(alices, BANK)
    assert list(rows.bad(user=bob, found=found).rows) == []
    assert list(rows.duplicates(user=bob, found=found).rows) == []


# ---- what came in is what was shown


def test_what_is_imported_and_exported_again_is_here_already(alices: User) -> None:
    flat = make.asset(alices, 100, name="Flat")
    valuations.put(
        user=alices, entry_id=flat.pk, on=make.TODAY, amount=flat.amount + 20, today=make.TODAY
    )
    rent = make.monthly(alices, 9, name="Rent", date=date(2026, 9, 1))
    event = rent.occurrences.order_by("on")[0]
    occurrences.change(user=alices, occurrence_id=event.pk, amount=rent.amount + 1)
    applied(alices, HEAD + "2026-11-22,Kiosk,-1.50,A1\n")
    found = check(alices, HEAD + "2026-11-22,Kiosk,-1.50,A1\n")
    assert [row.likeness for row in duplicates(alices, found)] == [100]


def test_a_remark_between_the_bookings_asks_for_no_decision(alices: User) -> None:
    found = check(alices, BANK)
    assert ImportRow.objects.filter(import_file=found, problems__isnull=False).count() == 2
    assert found.rows_bad == 2
