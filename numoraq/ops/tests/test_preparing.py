"""What happens once for each release: translations, static files, the administrator's link."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from numoraq.lib import catalogues
from numoraq.ops import statics
from numoraq.ops.management.commands import prepare

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "Today"
msgstr "Hoje"
"""


def test_a_catalogue_is_compiled_when_it_is_newer(tmp_path: Path) -> None:
    path = tmp_path / "pt" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO)
    assert catalogues.compile_stale(tmp_path) == [path]
    assert b"Hoje" in path.with_suffix(".mo").read_bytes()
    assert catalogues.compile_stale(tmp_path) == []
    later = path.with_suffix(".mo").stat().st_mtime + 10
    os.utime(path, (later, later))
    assert catalogues.compile_stale(tmp_path) == [path]


def test_static_files_are_collected_once_until_one_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    changes = {
        "STATICFILES_DIRS": [source],
        "STATIC_ROOT": tmp_path / "root",
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
    }
    with override_settings(**changes):
        assert statics.collect_changed()
        assert (tmp_path / "root" / "a.css").exists()
        assert not statics.collect_changed()
        (source / "a.css").write_text("a{}b{}")
        assert statics.collect_changed()


def test_the_result_is_private_and_holds_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        prepare, "import_string", lambda name: lambda *, cms_url: f"{cms_url}first/"
    )
    path = tmp_path / "result.json"
    prepare._write_result(path, "http://cms.localhost:8000/")
    assert json.loads(path.read_text()) == {
        "first_administrator_url": "http://cms.localhost:8000/first/"
    }
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.django_db(databases=["default", "owner", "worker"], transaction=True)
def test_prepare_runs_again_without_harm(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statics, "collect_changed", lambda: False)
    call_command("prepare")
    assert capsys.readouterr().out.startswith("> migrating\n")
