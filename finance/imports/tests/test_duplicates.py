"""Rows that are there already."""

from datetime import date

import pytest

from accounts.models import User
from finance.imports.tests.bring import check
from finance.models import Import, ImportRow
from finance.services import entries
from finance.tests import make
from numoraq.rls.identity import as_user

HEAD = "Date,Payee,Amount\n"
DAY = date(2026, 11, 20)


def twins(found: Import) -> list[tuple[int, int | None]]:
    """Return the lines that are there already, and how alike they are."""
    rows = ImportRow.objects.filter(import_file=found, is_duplicate=True).order_by("line")
    assert all(row.is_skipped for row in rows)
    return [(row.line, row.likeness) for row in rows]


def test_the_same_booking_is_found(alices: User) -> None:
    entry = make.expense(alices, "12.80", name="Kiosk", date=DAY)
    found = check(alices, HEAD + "2026-11-20,KIOSK,-12.80\n2026-11-20,Market,-12.81\n")
    assert twins(found) == [(2, 100)]
    row = ImportRow.objects.get()
    assert (row.twin, row.twin_on, row.twin_name) == (entry.pk, DAY, "Kiosk")
    assert found.rows_duplicate == 1


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-20,Kiosk,-12.81",
        "2026-11-20,Kiosk,12.80",
        "2026-11-18,Kiosk,-12.80",
        "2026-11-20,Something else,-12.80",
    ],
)
def test_another_booking_is_not_taken_for_it(alices: User, line: str) -> None:
    make.expense(alices, "12.80", name="Kiosk", date=DAY)
    assert twins(check(alices, f"{HEAD}{line}\n")) == []


def test_another_currency_is_another_booking(alices: User) -> None:
    make.expense(alices, "12.80", name="Kiosk", date=DAY, currency="USD")
    assert twins(check(alices, HEAD + "2026-11-20,Kiosk,-12.80\n")) == []


def test_a_similar_name_is_found_with_its_likeness(alices: User) -> None:
    make.expense(alices, "12.80", name="Kiosk North", date=DAY)
    ((line, likeness),) = twins(check(alices, HEAD + "2026-11-20,KIOSK NORTH 0042,-12.80\n"))
    assert line == 2
    assert likeness
    assert 55 <= likeness < 100


def test_a_day_apart_is_found(alices: User) -> None:
    make.expense(alices, "12.80", name="Kiosk", date=DAY)
    assert twins(check(alices, HEAD + "2026-11-21,Kiosk,-12.80\n")) == [(2, 81)]
    assert twins(check(alices, HEAD + "2026-11-19,Kiosk,-12.80\n")) == [(2, 81)]


def test_each_entry_stands_for_one_row(alices: User) -> None:
    make.expense(alices, "2.50", name="Coffee", date=DAY)
    text = "Date,Payee,Amount,Number\n2026-11-20,Coffee,-2.50,1\n2026-11-20,Coffee,-2.50,2\n"
    assert twins(check(alices, text)) == [(2, 100)]


def test_several_entries_stand_for_several_rows(alices: User) -> None:
    for name in ("Bus", "Coffee", "Coffee"):
        make.expense(alices, "2.50", name=name, date=DAY)
    text = "Date,Payee,Amount,Number\n" + "".join(
        f"2026-11-20,{name},-2.50,{n}\n" for n, name in enumerate(("Coffee", "Bus", "Coffee"))
    )
    assert twins(check(alices, text)) == [(2, 100), (3, 100), (4, 100)]


def test_an_entry_is_not_found_twice_a_day_apart(alices: User) -> None:
    make.expense(alices, "2.50", name="Coffee", date=DAY)
    text = HEAD + "2026-11-19,Coffee,-2.50\n2026-11-21,Coffee,-2.50\n"
    assert twins(check(alices, text)) == [(2, 81)]


def test_several_entries_stand_for_several_rows_a_day_apart(alices: User) -> None:
    for _cup in range(3):
        make.expense(alices, "2.50", name="Coffee", date=DAY)
    text = "Date,Payee,Amount,Number\n" + "".join(
        f"2026-11-{day},Coffee,-2.50,{day}{n}\n" for day in (19, 21) for n in range(2)
    )
    assert twins(check(alices, text)) == [(2, 81), (3, 81), (4, 81)]


def test_deleted_entries_are_not_there(alices: User) -> None:
    entry = make.expense(alices, "12.80", name="Kiosk", date=DAY)
    entries.delete(user=alices, entry_id=entry.pk, at=entry.created_at)
    assert twins(check(alices, HEAD + "2026-11-20,Kiosk,-12.80\n")) == []


def test_due_dates_of_recurring_entries_are_there(alices: User) -> None:
    make.monthly(alices, "890", name="Rent", date=date(2026, 9, 1))
    text = HEAD + "2026-09-01,Rent,-890\n2026-11-01,Rent,-890\n2026-11-02,Rent,-891\n"
    assert twins(check(alices, text)) == [(2, 100), (3, 100)]


def test_the_same_row_twice_in_a_file_is_found(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-20,A,-1\n2026-11-20,B,-1\n2026-11-20,A,-1\n")
    assert twins(found) == [(4, 100)]
    assert ImportRow.objects.get().twin_line == 2


def test_rows_that_differ_in_any_cell_are_two(alices: User) -> None:
    text = "Date,Payee,Amount,Reference\n2026-11-20,A,-1,X1\n2026-11-20,A,-1,X2\n"
    assert twins(check(alices, text)) == []


def test_an_entry_goes_before_a_row_of_the_file(alices: User) -> None:
    make.expense(alices, "1", name="A", date=DAY)
    make.expense(alices, "1", name="A", date=DAY)
    check(alices, HEAD + "2026-11-20,A,-1\n2026-11-20,A,-1\n")
    assert list(ImportRow.objects.values_list("twin_line", flat=True)) == [None, None]


def test_balances_are_found_by_name_whatever_they_are_worth(alices: User) -> None:
    make.asset(alices, 100, name="Savings account", date=date(2020, 1, 1))
    text = (
        "Name,Type,Value,Currency,Date\n"
        "savings ACCOUNT,asset,12500,EUR,2026-11-01\nSavings account,asset,1,USD,2026-11-01\n"
    )
    assert twins(check(alices, text)) == [(2, 100)]


def test_nobody_elses_entries_are_there(bob: User, alices: User) -> None:
    with as_user(bob):
        make.expense(bob, "12.80", name="Kiosk", date=DAY)
    assert twins(check(alices, HEAD + "2026-11-20,Kiosk,-12.80\n")) == []


def test_names_in_other_scripts_are_compared(alices: User) -> None:
    make.expense(alices, "12.80", name="Аптека", date=DAY)
    assert twins(check(alices, HEAD + "2026-11-20,Магазин хлеба,-12.80\n")) == []
    assert twins(check(alices, HEAD + "2026-11-20,аптека,-12.80\n")) == [(2, 100)]
