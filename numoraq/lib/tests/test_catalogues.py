"""Translations are compiled when they are newer than what was compiled of them."""

import gettext
import os
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from numoraq.lib import catalogues

SOURCE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: pt\\n"

msgid "Save"
msgstr "{}"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a catalogue that was never compiled."""
    path = tmp_path / "pt" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE.format("Guardar"), encoding="utf-8")
    return path


def says(source: Path) -> str:
    """Return the translation as programs read it."""
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Save")


def test_a_catalogue_is_compiled_once(source: Path) -> None:
    root = source.parents[2]
    assert catalogues.compile_stale(root) == [source]
    assert says(source) == "Guardar"
    assert catalogues.compile_stale(root) == []


def test_a_changed_catalogue_is_compiled_again(source: Path) -> None:
    root = source.parents[2]
    catalogues.compile_stale(root)
    source.write_text(SOURCE.format("Gravar"), encoding="utf-8")
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert catalogues.compile_stale(root) == [source]
    assert says(source) == "Gravar"


def test_nothing_half_written_is_left_beside_it(source: Path) -> None:
    catalogues.compile_stale(source.parents[2])
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_broken_catalogue_keeps_what_was_compiled_before(source: Path) -> None:
    root = source.parents[2]
    catalogues.compile_stale(root)
    source.write_text('msgid "Save"\\nmsgstr "half', encoding="utf-8")
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    with pytest.raises(PoFileError):
        catalogues.compile_stale(root)
    assert says(source) == "Guardar"


def test_a_folder_without_catalogues_has_nothing_to_do(tmp_path: Path) -> None:
    assert catalogues.compile_stale(tmp_path) == []
