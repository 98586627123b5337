"""A file arrives."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from accounts.models import User
from finance.imports import files as stored_files
from finance.imports.errors import ImportElsewhere
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.problems import BadFile
from finance.imports.services import dropping, uploads
from finance.imports.tests import banks
from finance.imports.tests.bring import applied, check, upload
from finance.models import Import, ImportRow

TEXT = "Date,Payee,Amount\n2026-11-22,A,-1.50\n"


def kept(folder: Path) -> list[Path]:
    """Return the files in the storage."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_bytes_are_kept_under_a_name_nobody_can_guess(alices: User, files: Path) -> None:
    found = upload(alices, TEXT, name="../../etc/My bank.csv")
    assert found.file_name == "My bank.csv"
    (path,) = kept(files)
    assert path.read_text() == TEXT
    assert path.name not in {"My bank.csv", str(found.pk)}
    assert len(path.name) == 32
    assert found.file_size == len(TEXT)


def test_windows_paths_are_cut_from_names(alices: User) -> None:
    assert upload(alices, TEXT, name="C:\\Users\\me\\bank.csv").file_name == "bank.csv"


def test_lines_are_counted_on_the_way(alices: User) -> None:
    for text in (TEXT, TEXT.strip(), TEXT.replace("\n", "\r\n"), TEXT.replace("\n", "\r")):
        assert upload(alices, text).layout["lines"] == 2
    assert upload(alices, TEXT.encode("utf-16")).layout["lines"] == 2


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04xlsx", b"\0\1\2\3" * 99, b"{}"])
def test_what_is_refused_leaves_nothing(alices: User, files: Path, raw: bytes) -> None:
    with pytest.raises(BadFile):
        upload(alices, raw)
    assert kept(files) == []
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_leaves_nothing(
    alices: User, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_files, "MOST_BYTES", 30)
    with pytest.raises(BadFile, match="larger than 50 MB"):
        upload(alices, TEXT)
    assert kept(files) == []


def test_a_file_that_grows_past_its_announced_size_is_cut_short(
    alices: User, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_files, "MOST_BYTES", 30)
    liar = File(BytesIO(TEXT.encode()), name="liar.csv")
    liar.size = 10
    with pytest.raises(BadFile) as bad:
        uploads.begin(user=alices, file=liar)
    assert bad.value.code == "file_large"
    assert kept(files) == []


def test_encodings_are_told_by_the_whole_file(alices: User) -> None:
    late = "Date,Payee,Amount\n" + "2026-11-22,A,-1\n" * 40_000 + "2026-11-22,Bäcker,-1\n"
    assert upload(alices, late.encode()).layout["encoding"] == "utf-8"
    assert upload(alices, late.encode("cp1252")).layout["encoding"] == "cp1252"


def test_a_file_is_read_differently(alices: User) -> None:
    raw = "Datum;Wer;Betrag\n22.11.2026;Bäcker;5,00\n".encode("cp850")
    found = upload(alices, raw)
    chosen = Layout(encoding="cp850", delimiter=";", has_header=True)
    found = uploads.read_differently(user=alices, import_id=found.pk, layout=chosen)
    assert found.layout["samples"][0][1] == "Bäcker"
    chosen = Layout(encoding="cp850", delimiter=",", quote="", has_header=False)
    found = uploads.read_differently(user=alices, import_id=found.pk, layout=chosen)
    assert (found.layout["columns"][0], found.layout["has_header"]) == ("", False)


def test_many_files_that_wait_are_enough(
    alices: User, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_MOST_WAITING", 2 * len(TEXT))
    applied(alices, TEXT)
    before = len(kept(files))
    first, _second = upload(alices, TEXT), upload(alices, TEXT)
    with pytest.raises(BadFile, match="wait already"):
        upload(alices, TEXT)
    assert len(kept(files)) == before + 2
    dropping.drop(user=alices, import_id=first.pk)
    upload(alices, TEXT)


@pytest.mark.parametrize("length", ["", "²", "-1", "12", "1e9"])
def test_a_length_that_says_nothing_refuses_nothing(length: str) -> None:
    stored_files.refuse_too_long(length)


def test_what_was_written_is_not_read_differently(alices: User) -> None:
    found = applied(alices, TEXT)
    with pytest.raises(ImportElsewhere):
        uploads.read_differently(user=alices, import_id=found.pk, layout=Layout())


def test_dropping_leaves_nothing(
    alices: User, files: Path, django_capture_on_commit_callbacks: object
) -> None:
    found = check(alices, TEXT + "2026-11-21,B,x\n")
    assert len(kept(files)) == 2
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        dropping.drop(user=alices, import_id=found.pk)
    assert kept(files) == []
    assert not Import.objects.exists()
    assert not ImportRow.objects.exists()


def test_what_was_written_is_not_dropped(alices: User) -> None:
    with pytest.raises(ImportElsewhere):
        dropping.drop(user=alices, import_id=applied(alices, TEXT).pk)


def test_files_are_read_in_pieces(alices: User) -> None:
    key = stored_files.store(ContentFile(banks.read("giro_de.csv"), name="x")).key
    with stored_files.open_key(key) as stream:
        assert stream.read() == banks.read("giro_de.csv")
    stored_files.drop(key)
    assert not default_storage.exists(key)
