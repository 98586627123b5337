"""How far a job has come, also while the cache is away; and how a file is read differently."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as Away

from accounts.models import User
from finance.imports import progress
from finance.imports.files import MOST_BYTES
from finance.imports.forms.files import ReadingForm, UploadForm
from finance.imports.parsing.layout import Layout
from finance.imports.tests.bring import upload
from finance.imports.tests.reading import sniffed

TEXT = b"Date;Payee;Amount\n2026-11-22;Kiosk;-1,50\n2026-11-21;Bus;-2,00\n"


def test_progress_is_told_and_forgotten() -> None:
    one, other = uuid4(), uuid4()
    assert progress.done(one) is None
    progress.report(one, 300)
    assert (progress.done(one), progress.done(other)) == (300, None)
    progress.clear(one)
    assert progress.done(one) == 0


def test_progress_does_not_lie_in_the_cache_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Any] = []
    monkeypatch.setattr(cache, "set", lambda *args: kept.append(args))
    progress.report(uuid4(), 300)
    assert kept[0][1:] == (300, 3600)


@pytest.mark.parametrize("error", [Away("no server"), OSError("no route"), RuntimeError("odd")])
def test_a_cache_that_is_away_costs_the_bar_and_not_the_job(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(cache, "set", refuse)
    monkeypatch.setattr(cache, "get", refuse)
    one = uuid4()
    progress.report(one, 5)
    progress.clear(one)
    assert progress.done(one) is None
    assert "progress of an import not kept" in caplog.text


def test_an_import_goes_through_while_the_cache_is_away(
    alices: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise Away("no server")

    monkeypatch.setattr(cache, "set", refuse)
    found = upload(alices, TEXT)
    assert found.layout["columns"] == ("Date", "Payee", "Amount")


class _File:
    """A file of a size, of which nothing is read."""

    name = "bank.csv"

    def __init__(self, size: int) -> None:
        self.size = size


@pytest.mark.parametrize(("more", "is_taken"), [(0, True), (1, False)])
def test_a_file_may_have_just_so_many_bytes(more: int, is_taken: bool) -> None:
    files: Any = {"file": _File(MOST_BYTES + more)}
    form = UploadForm({}, files)
    assert form.is_valid() is is_taken
    if not is_taken:
        assert "larger than 50 MB" in form.errors["file"][0]


@pytest.mark.parametrize(
    ("files", "said"),
    [({}, "Choose a file first."), ({"file": _File(0)}, "The file is empty.")],
)
def test_no_file_and_an_empty_one_are_told_apart(files: Any, said: str) -> None:
    assert UploadForm({}, files).errors["file"] == [said]


def layout() -> Layout:
    return sniffed(TEXT).layout


def test_a_file_can_be_read_in_another_way() -> None:
    before = layout()
    chosen = {"encoding": before.encoding, "delimiter": ",", "quote": "'", "has_header": ""}
    form = ReadingForm(chosen)
    assert form.is_valid(), form.errors
    after = form.layout(before)
    assert (after.delimiter, after.quote, after.has_header) == (",", "'", False)
    assert after.encoding == before.encoding


def test_a_file_may_have_no_quotation_mark_at_all() -> None:
    before = layout()
    form = ReadingForm({"encoding": before.encoding, "delimiter": "\t", "has_header": "on"})
    assert form.is_valid(), form.errors
    assert form.layout(before).quote == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("encoding", "klingon"), ("delimiter", "x"), ("quote", "`"), ("delimiter", "")],
)
def test_a_way_to_read_that_does_not_exist_is_refused(field: str, value: str) -> None:
    before = layout()
    chosen = {"encoding": before.encoding, "delimiter": ";", "quote": '"', "has_header": "on"}
    form = ReadingForm(chosen | {field: value})
    assert not form.is_valid()
    assert list(form.errors) == [field]
