"""What a person is told before an import is written, and after."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from conftest import ClientFor
from finance.imports.selectors import fresh
from finance.imports.services import choices
from finance.imports.tests.bring import applied, check
from finance.imports.tests.test_pages import Answer, fields, post, send, the_import, words
from finance.models import Entry
from numoraq.rls.identity import as_user

HEAD = "Date,Payee,Amount\n"
MIXED = HEAD + "2026-11-22,Kiosk,-1.50\n2026-02-31,Tram,-5.00\n2026-11-20,Bus,x1\n"


@pytest.fixture
def browser(alice: User, client_for: ClientFor) -> Client:
    """Return Alice's browser."""
    return client_for(alice)


def checked(browser: Client, user: User, text: str) -> Answer:
    """Send a file and take its columns as they were guessed; return the check."""
    return post(browser, "import-columns", user, fields(send(browser, text)))


def test_the_check_shows_the_first_rows_as_they_will_be(browser: Client, alice: User) -> None:
    page = words(checked(browser, alice, HEAD + "2026-11-22,Kiosk,-1.50\n2026-11-21,Pay,9\n"))
    assert "The first 2 new rows" in page
    assert "2 22 Nov 2026 Kiosk Other −€1.50" in page
    assert "3 21 Nov 2026 Pay Other €9.00" in page


def test_rows_that_are_left_out_are_not_among_them(alices: User) -> None:
    applied(alices, HEAD + "2026-11-22,Kiosk,-1.50\n")
    found = check(alices, HEAD + "2026-11-22,Kiosk,-1.50\n2026-11-21,Market,-2\n")
    assert [row.name for row in fresh.rows(user=alices, found=found)] == ["Market"]
    choices.keep_all(user=alices, import_id=found.pk, are_kept=True)
    assert [row.line for row in fresh.rows(user=alices, found=found)] == [2, 3]


def test_only_so_many_are_shown(alices: User) -> None:
    rows = "".join(f"2026-11-22,Row {n},-{n}\n" for n in range(1, 60))
    found = check(alices, HEAD + rows)
    shown = fresh.rows(user=alices, found=found)
    assert [row.money.amount for row in shown] == [Decimal(-n) for n in range(1, 21)]


def test_odd_names_are_shown_as_they_are(alices: User) -> None:
    name = 'a \\ b <i> "c"'
    quoted = name.replace('"', '""')
    found = check(alices, f'{HEAD}2026-11-22,"{quoted}",-1\n')
    assert [row.name for row in fresh.rows(user=alices, found=found)] == [name]


def test_afterwards_the_lines_that_did_not_come_in_are_named(browser: Client, alice: User) -> None:
    checked(browser, alice, MIXED)
    page = words(post(browser, "import-decide", alice, {"do": "apply"}))
    assert "1 row is in your entries." in page
    assert "2 rows are not in: they could not be read, or were left out. Lines 3, 4" in page


def test_a_mended_row_is_not_among_them(browser: Client, alice: User) -> None:
    checked(browser, alice, MIXED)
    url = reverse("import-mend", args=[the_import(alice).pk, 4])
    browser.post(url, {"cell_0": "2026-11-20", "cell_1": "Bus", "cell_2": "-2.20"})
    page = words(post(browser, "import-decide", alice, {"do": "apply"}))
    assert "1 row is not in" in page
    assert "Lines 3" in page
    with as_user(alice):
        assert Entry.objects.count() == 2
