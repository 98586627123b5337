"""Sending a file, and saying what it means: what is refused, and what is shown at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from finance.imports import files as stored_files
from finance.imports.tests.test_pages import TEXT, browser, fields, post, send, the_import, words
from finance.models import Import

__all__ = ["browser"]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "This is a workbook."),
        (b"%PDF", "This is a PDF."),
        (b"\0\1\2" * 99, "This is not a text file."),
        (b'{"a": 1}', "This JSON file was not written by NumoraQ"),
    ],
)
def test_what_is_no_list_of_bookings_is_refused(browser: Client, raw: bytes, sentence: str) -> None:
    page = send(browser, raw)
    assert page.status_code == 422
    assert sentence in words(page)
    assert 'role="alert"' in page.content.decode()


def test_no_file_is_told(browser: Client) -> None:
    page = browser.post(reverse("imports"), {})
    assert (page.status_code, "Choose a file first." in words(page)) == (422, True)


def test_a_file_too_large_is_refused_before_it_is_read(browser: Client) -> None:
    class Unreadable:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    answer = browser.generic(
        "POST",
        reverse("imports"),
        b"",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(stored_files.MOST_BYTES + 10**6),
        **{"wsgi.input": Unreadable()},  # type: ignore[arg-type]
    )
    assert answer.status_code == 413
    assert "larger than 50 MB" in words(answer)


def test_uploads_need_the_token(alice: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert (
        strict.post(reverse("imports"), {"file": SimpleUploadedFile("a.csv", b"a,b")}).status_code
        == 403
    )


def test_faults_of_the_mapping_are_told(browser: Client, alice: User) -> None:
    page = send(browser, TEXT)
    page = post(browser, "import-columns", alice, {**fields(page), "column_0": "skip"})
    assert page.status_code == 422
    assert "Say which column is the date." in words(page)
    page = post(browser, "import-columns", alice, {"column_0": "wonder"})
    assert page.status_code == 422


def test_first_rows_show_at_once_what_they_will_be(browser: Client, alice: User) -> None:
    sent = fields(send(browser, TEXT))
    page = post(
        browser, "import-columns", alice, {**sent, "flips": "on"},
        HX_Request="true", HX_Target="samples",
    )  # fmt: skip
    assert "<html" not in page.content.decode()
    assert "Kiosk 22 Nov 2026 +€1.50" in words(page)
    assert the_import(alice).status == Import.Status.UPLOADED


def test_a_file_can_be_read_differently(browser: Client, alice: User) -> None:
    send(browser, "Datum;Wer;Betrag\n22.11.2026;Bäcker;5,00\n".encode("cp850"))
    choice = {"encoding": "cp850", "delimiter": ";", "quote": '"', "has_header": "on"}
    page = post(browser, "import-reading", alice, choice)
    assert "Bäcker" in words(page)
    page = post(browser, "import-reading", alice, {**choice, "encoding": "klingon"})
    assert page.status_code == 422


def test_a_type_column_shows_its_words(browser: Client, alice: User) -> None:
    text = "Date,Text,Amount,Type\n2026-11-22,A,5,Debit\n2026-11-21,B,6,Pending\n"
    page = send(browser, text)
    assert "What its words stand for" in words(page)
    sent = fields(page)
    page = post(browser, "import-columns", alice, sent)
    assert "“Pending” has no meaning yet." in words(page)
    names = {field.label: field.html_name for field in page.context["form"].words}
    page = post(browser, "import-columns", alice, {**fields(page), names["pending"]: "skip"})
    assert "1 of 1 row is ready." in words(page)
    assert "1 row is left out because of its word." in words(page)
