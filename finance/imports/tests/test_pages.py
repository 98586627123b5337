"""The pages of an import, without scripts: forms and links only."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from conftest import ClientFor
from finance.imports.selectors import lists
from finance.imports.services import checks
from finance.imports.tests import banks
from finance.models import Entry, Import, ImportRow
from finance.tests import make
from numoraq.rls.identity import as_user
from numoraq.tests.jobs import Jobs

TEXT = (
    "Date,Payee,Amount\n2026-11-22,Kiosk,-1.50\n2026-11-21,Market,-2.00\n"
    "2026-11-20,Bus,x1\n2026-02-31,Tram,-5.00\n2026-11-19,Works,100.00\n"
)

type Answer = Any  # what the client of the tests returns has more than a response


@pytest.fixture
def browser(alice: User, client_for: ClientFor) -> Client:
    """Return Alice's browser."""
    return client_for(alice)


def send(browser: Client, raw: bytes | str, *, name: str = "bank.csv") -> Answer:
    """Send a file by the form."""
    data = raw.encode() if isinstance(raw, str) else raw
    file = SimpleUploadedFile(name, data)
    return browser.post(reverse("imports"), {"file": file}, follow=True)


def the_import(user: User) -> Import:
    """Return the latest import of a person."""
    with as_user(user):
        return Import.objects.latest("created_at")


def fields(answer: Answer) -> dict[str, str]:
    """Return what the form of the columns would send as it is."""
    form = answer.context["form"]
    sent = {field.html_name: field.value() for field in form}
    return {name: value for name, value in sent.items() if value not in (None, False)}


def post(browser: Client, name: str, user: User, data: Any = None, **headers: str) -> Answer:
    """Post to a page of the latest import."""
    url = reverse(name, args=[the_import(user).pk])
    return browser.post(url, data or {}, follow=True, headers=headers)


def words(answer: Answer) -> str:
    """Return the words of a page."""
    text = re.sub(
        r"<(script|style|template).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_from_the_file_to_the_entries_and_back(browser: Client, alice: User) -> None:
    with as_user(alice):
        make.expense(alice, "1.50", name="Kiosk", date=date(2026, 11, 22))
    page = send(browser, TEXT)
    assert "What do the columns mean?" in words(page)
    page = post(browser, "import-columns", alice, fields(page))
    assert "2 of 5 rows are ready." in words(page)
    assert "There is no 31 February. Did you mean 28 Feb 2026?" in words(page)
    assert "1 row is already here" in words(page)
    page = post(browser, "import-decide", alice, {"do": "apply", "shown": ["2"]})
    assert "2 rows are in your entries." in words(page)
    with as_user(alice):
        assert Entry.objects.count() == 3
    page = post(browser, "import-undo", alice)
    assert "The import is taken back." in words(page)
    with as_user(alice):
        assert Entry.objects.count() == 1


@pytest.mark.parametrize("name", banks.ROWS)
def test_bank_files_go_through(browser: Client, alice: User, name: str) -> None:
    page = send(browser, banks.read(name), name=name)
    page = post(browser, "import-columns", alice, fields(page))
    assert "3 of 3 rows are ready." in words(page), words(page)


def test_known_headings_go_straight_to_the_check(browser: Client, alice: User) -> None:
    page = send(browser, TEXT)
    post(browser, "import-columns", alice, fields(page))
    page = send(browser, TEXT)
    assert "3 of 5 rows are ready." in words(page)
    assert "columns as the last time" in words(page)


def test_an_own_export_goes_straight_to_the_check(browser: Client, alice: User) -> None:
    with as_user(alice):
        make.asset(alice)
    export = b"".join(browser.get(reverse("export-csv")).streaming_content)  # type: ignore[attr-defined]
    page = send(browser, export)
    assert "export of NumoraQ" in words(page)
    assert "0 of 1 row is ready." in words(page)


def test_ticks_are_counted_at_once(browser: Client, alice: User) -> None:
    with as_user(alice):
        make.expense(alice, "1.50", name="Kiosk", date=date(2026, 11, 22))
    post(browser, "import-columns", alice, fields(send(browser, TEXT)))
    data = {"shown": ["2"], "keep": ["2"]}
    page = post(browser, "import-decide", alice, data, HX_Request="true", HX_Target="outcome")
    assert "Import 3 rows" in words(page)
    assert "<html" not in page.content.decode()
    page = post(browser, "import-decide", alice, {"do": "keep-none"})
    assert "Import 2 rows" in words(page)
    page = post(browser, "import-decide", alice, {"do": "keep-all"})
    assert "Import 3 rows" in words(page)


def test_bad_rows_can_be_left_out_or_put_right(browser: Client, alice: User) -> None:
    post(browser, "import-columns", alice, fields(send(browser, TEXT)))
    url = reverse("import-mend", args=[the_import(alice).pk, 4])
    page = browser.get(url)
    assert "“x1” is not an amount." in words(page)
    page = browser.post(url, {"cell_2": "1O.00"})
    assert (page.status_code, "That is the letter O, not a zero." in words(page)) == (422, True)
    page = browser.post(url, {"cell_2": "-10.00"})
    assert page["Location"].endswith("/?mended=4#bad-rows")  # near the rows that are left
    page = browser.get(page["Location"])
    assert "4 of 5 rows are ready." in words(page)
    page = post(browser, "import-decide", alice, {"do": "leave-bad"})
    assert "1 row is left out" in words(page)


def test_a_sheet_is_loaded_into_the_page(browser: Client, alice: User) -> None:
    post(browser, "import-columns", alice, fields(send(browser, TEXT)))
    url = reverse("import-mend", args=[the_import(alice).pk, 4])
    page = browser.get(url, headers={"HX-Request": "true", "HX-Target": "sheet-body"})
    assert "<html" not in page.content.decode()


def test_large_files_show_how_far_they_have_come(
    browser: Client,
    alice: User,
    jobs: Jobs,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(checks, "SMALL", 1)
    sent = fields(send(browser, TEXT))
    with django_capture_on_commit_callbacks(execute=True):
        page = post(browser, "import-columns", alice, sent)
    assert "Every row is being checked." in words(page)
    assert "<noscript><meta http-equiv" in page.content.decode()
    url = reverse("import-progress", args=[the_import(alice).pk])
    assert "<progress" in browser.get(url, headers={"HX-Request": "true"}).content.decode()
    jobs.run()
    assert browser.get(url, headers={"HX-Request": "true"}).headers["HX-Redirect"]
    with django_capture_on_commit_callbacks(execute=True):
        page = post(browser, "import-decide", alice, {"do": "apply"})
    assert "The rows are being written." in words(page)
    jobs.run()
    assert "3 rows are in your entries." in words(
        browser.get(reverse("import", args=[the_import(alice).pk]))
    )
    with django_capture_on_commit_callbacks(execute=True):
        page = post(browser, "import-undo", alice)
    assert "The import is being taken back." in words(page)
    jobs.run()
    with as_user(alice):
        assert not Entry.objects.exists()


def test_a_failed_file_says_why_and_offers_a_way_on(browser: Client, alice: User) -> None:
    sent = fields(send(browser, TEXT + '2026-11-21,"open,-2\n' + "2026-11-20,C,-3\n" * 200))
    page = post(browser, "import-columns", alice, sent)
    assert "A quotation mark opens in line 7 and is never closed." in words(page)
    assert "Back to columns" in words(page)


def test_a_file_can_be_dropped(browser: Client, alice: User) -> None:
    send(browser, TEXT)
    page = post(browser, "import-drop", alice)
    assert "nothing was written" in words(page)
    with as_user(alice):
        assert not Import.objects.exists()


def test_what_has_moved_on_says_where_it_is(browser: Client, alice: User) -> None:
    post(browser, "import-columns", alice, fields(send(browser, TEXT)))
    post(browser, "import-decide", alice, {"do": "apply"})
    for name, data in (
        ("import-decide", {"do": "keep-all"}),
        ("import-drop", {}),
        ("import-columns", {}),
        ("import-reading", {}),
    ):
        assert "3 rows are in your entries." in words(post(browser, name, alice, data)), name


def test_the_history_lists_files_in_pages(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "SIZE", 3)
    for number in range(5):
        send(browser, TEXT, name=f"file-{number}.csv")
    page = browser.get(reverse("imports"))
    assert "file-4.csv" in words(page)
    assert "file-0.csv" not in words(page)
    older = re.search(r'href="(\?before=[^"]+)" rel="next"', page.content.decode())
    assert older
    page = browser.get(reverse("imports") + older[1].replace("&amp;", "&"))
    assert "file-0.csv" in words(page)


@pytest.mark.parametrize(
    "before",
    ["nonsense", "2026-11-22", "2026-11-22T10:00", "0001-01-01T00:00Z", "0001-01-01T00:00%2B14:00",
     "9999-12-31T23:59-14:00", "%00"],
)  # fmt: skip
def test_a_history_before_no_moment_begins_with_the_latest(browser: Client, before: str) -> None:
    send(browser, TEXT)
    assert browser.get(f"{reverse('imports')}?before={before}").status_code == 200


@pytest.mark.parametrize("rows_before", [0, 12_345_678_901])
def test_long_lists_of_rows_come_in_pages(browser: Client, alice: User, rows_before: int) -> None:
    text = "Date,Payee,Amount\n2026-11-22,Kiosk,-1\n" + "2026-11-21,Bad,x1\n" * 60
    post(browser, "import-columns", alice, fields(send(browser, text)))
    with as_user(alice):
        ImportRow.objects.update(id=F("id") + rows_before)
    page = browser.get(reverse("import", args=[the_import(alice).pk]))
    assert page.content.decode().count("cell-bad") == 25
    older = re.search(r'href="(\?bad=[^"]+)"', page.content.decode())
    assert older
    page = browser.get(reverse("import", args=[the_import(alice).pk]) + older[1])
    assert "line 28" in words(page)
    assert "line 27 " not in words(page)


def test_the_preview_costs_the_same_for_many_rows(
    browser: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def visit() -> None:
        assert browser.get(reverse("import", args=[the_import(alice).pk])).status_code == 200

    page = send(browser, TEXT)
    post(browser, "import-columns", alice, fields(page))
    with django_assert_num_queries(11):
        visit()
    send(browser, TEXT + "2026-02-31,Tram,-5.00\n" * 300)
    with django_assert_num_queries(11):
        visit()


def test_names_of_files_are_shown_as_text(browser: Client) -> None:
    page = send(browser, TEXT, name="<b>bold<b>.csv")
    assert "<b>bold" not in page.content.decode()
    assert "&lt;b&gt;bold" in page.content.decode()


def test_cells_are_shown_as_text(browser: Client, alice: User) -> None:
    page = send(browser, "Date,<i>,Amount\n2026-11-22,<script>x</script>,x1\n")
    page = post(browser, "import-columns", alice, {**fields(page), "column_1": "name"})
    assert "<script>x" not in page.content.decode()
