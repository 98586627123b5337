"""Imports by programs."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from conftest import ClientFor
from finance.imports import files as stored_files
from finance.models import Entry
from finance.tests import make
from numoraq.rls.identity import as_user

TEXT = (
    "Date,Payee,Amount,Type\n2026-11-22,Kiosk,1.50,Debit\n2026-11-21,Market,2.00,Debit\n"
    "2026-11-20,Bus,x1,Debit\n2026-11-19,Works,100.00,Salary\n"
)
MAPPING: dict[str, Any] = {
    "columns": ["date", "name", "amount", "kind"],
    "currency": "EUR",
    "kinds": {"Debit": "expenses", "Salary": "income"},
}


class Api:
    """A program that speaks as a person."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def upload(self, raw: str = TEXT) -> dict[str, Any]:
        """Send a file."""
        file = SimpleUploadedFile("bank.csv", raw.encode())
        return self.answer(self._client.post(reverse("api-imports"), {"file": file}), 201)

    def call(
        self, method: str, name: str, *args: object, status: int = 200, **body: Any
    ) -> dict[str, Any]:
        """Send JSON, or ask; return what comes back."""
        url = reverse(name, args=args)
        if method == "get":
            return self.answer(self._client.get(url, body), status)
        answer = getattr(self._client, method)(url, body, content_type="application/json")
        return self.answer(answer, status)

    def answer(self, response: Any, status: int) -> dict[str, Any]:
        """Return the JSON of an answer with the status that is expected."""
        assert response.status_code == status, response.content
        found: dict[str, Any] = json.loads(response.content) if response.content else {}
        return found


@pytest.fixture
def api(alice: User, client_for: ClientFor) -> Api:
    """Return a program that speaks as Alice."""
    return Api(client_for(alice))


def test_from_the_file_to_the_entries_and_back(api: Api, alice: User) -> None:
    with as_user(alice):
        make.expense(alice, "1.50", name="Kiosk", date=date(2026, 11, 22))
    found = api.upload()
    assert found["status"] == "uploaded"
    assert found["columns"] == ["Date", "Payee", "Amount", "Type"]
    assert found["mapping"]["fields"] == ["date", "name", "amount", "kind"]
    key = found["id"]
    found = api.call("put", "api-import-mapping", key, **MAPPING)
    assert (found["status"], found["rows_total"], found["rows_bad"]) == ("checked", 4, 1)
    preview = api.call("get", "api-import-preview", key)
    assert (preview["ready"], preview["here"], preview["need"]) == (2, 1, 1)
    assert preview["adds"] == [{"amount": "98.00", "currency": "EUR"}]
    (bad,) = api.call("get", "api-import-bad", key)["rows"]
    assert (bad["line"], bad["reasons"]) == (4, ["“x1” is not an amount."])
    (twin,) = api.call("get", "api-import-duplicates", key)["rows"]
    assert (twin["line"], twin["likeness"], twin["money"]["amount"]) == (2, 100, "-1.50")
    cells = ["2026-11-20", "Bus", "3.00", "Debit"]
    assert api.call("put", "api-import-bad-row", key, 4, cells=cells)["ready"] == 3
    kept = api.call("patch", "api-import-duplicates", key, lines=[2], keep=[2])
    assert (kept["ready"], kept["kept"]) == (4, 1)
    found = api.call("post", "api-import-apply", key, status=202)
    assert (found["status"], found["rows_done"]) == ("applied", 4)
    api.call("post", "api-import-apply", key, status=202)
    with as_user(alice):
        assert Entry.objects.count() == 5
    found = api.call("post", "api-import-undo", key, status=202)
    assert found["status"] == "undone"
    with as_user(alice):
        assert Entry.objects.count() == 1
    assert [one["id"] for one in api.call("get", "api-imports")["imports"]] == [key]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"columns": ["date", "name", "skip", "skip"]}, "columns"),
        ({"columns": ["wonder"]}, "columns"),
        ({"currency": "XYZ"}, "currency"),
        ({"date_order": "ydm"}, "date_order"),
        ({"kinds": {"debit": "wishes"}}, "kinds"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_wrong_is_named(api: Api, change: dict[str, Any], field: str) -> None:
    key = api.upload()["id"]
    answer = api.call("put", "api-import-mapping", key, status=400, **{**MAPPING, **change})
    assert field in answer


def test_cells_that_are_still_bad_are_refused_with_the_reason(api: Api) -> None:
    key = api.upload()["id"]
    api.call("put", "api-import-mapping", key, **MAPPING)
    cells = ["2026-11-20", "Bus", "", "Debit"]
    answer = api.call("put", "api-import-bad-row", key, 4, status=400, cells=cells)
    assert answer == {"cells": ["The amount is empty."]}


def test_bad_rows_are_left_out_and_duplicates_kept_all_at_once(api: Api, alice: User) -> None:
    with as_user(alice):
        make.expense(alice, "1.50", name="Kiosk", date=date(2026, 11, 22))
    key = api.upload()["id"]
    api.call("put", "api-import-mapping", key, **MAPPING)
    assert api.call("delete", "api-import-bad", key)["left"] == 1
    assert api.call("patch", "api-import-duplicates", key, all=True)["ready"] == 3
    assert api.call("patch", "api-import-duplicates", key, all=False)["ready"] == 2
    assert api.call("patch", "api-import-duplicates", key, keep=[2])["ready"] == 3


def test_what_cannot_be_done_now_is_a_conflict(api: Api) -> None:
    key = api.upload()["id"]
    api.call("post", "api-import-undo", key, status=409)
    api.call("post", "api-import-apply", key, status=409)
    api.call("delete", "api-import", key, status=204)
    api.call("get", "api-import", key, status=404)


def test_columns_of_what_was_written_are_a_conflict(
    api: Api, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    key = api.upload()["id"]
    api.call("put", "api-import-mapping", key, **MAPPING)
    with django_capture_on_commit_callbacks(execute=True):  # which drops the file
        api.call("post", "api-import-apply", key, status=202)
    api.call("put", "api-import-mapping", key, status=409, **MAPPING)


def test_no_table_is_refused(api: Api) -> None:
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    answer = api.answer(api._client.post(reverse("api-imports"), {"file": file}), 400)
    assert answer["file"][0].startswith("This is a PDF.")
    assert "file" in api.answer(api._client.post(reverse("api-imports"), {}), 400)


def test_a_file_too_large_is_refused_before_it_is_read(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_files, "MOST_BYTES", -stored_files._ENVELOPE)
    file = SimpleUploadedFile("a.csv", TEXT.encode())
    answer = api.answer(api._client.post(reverse("api-imports"), {"file": file}), 400)
    assert "larger than 50 MB" in answer["file"][0]


def test_a_failed_import_says_why(api: Api) -> None:
    key = api.upload(
        "Date,Payee,Amount\n2026-11-22,A,-1\n" + '2026-11-21,"B,-1\n' * 1 + "x\n" * 300
    )["id"]
    body = {**MAPPING, "columns": ["date", "name", "amount"], "kinds": {}}
    found = api.call("put", "api-import-mapping", key, **body)
    assert found["status"] == "failed"
    assert found["problem"].startswith("A quotation mark opens in line 3")


def test_the_document_describes_it(client: Client, db: None) -> None:
    text = client.get(
        reverse("api-schema"), headers={"Accept": "application/json"}
    ).content.decode()
    for path in ("imports/", "mapping/", "duplicates/", "undo/", "exports/entries.csv"):
        assert path in text
