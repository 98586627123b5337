"""Static files as they are served."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import override_settings

from numoraq.ui.storage import SqueezedStaticFilesStorage, squeeze


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("/* why */\n.a { color: red; }\n", ".a{color:red}"),
        (".a > .b,\n.c:hover { margin: 0 auto; }", ".a>.b,.c:hover{margin:0 auto}"),
        (".a { width: calc(100% - 2px + 1em); }", ".a{width:calc(100% - 2px + 1em)}"),
        ("@media (max-width: 9px) { .a { b: c; } }", "@media (max-width:9px){.a{b:c}}"),
        ('.a::before { content: "x" / ""; }', '.a::before{content:"x" / ""}'),
        (".a :hover { b: c }", ".a :hover{b:c}"),
    ],
)
def test_comments_and_space_are_left_out(source: str, sent: str) -> None:
    assert squeeze(source) == sent


def test_only_our_style_sheets_are_touched(tmp_path: Path) -> None:
    storage = SqueezedStaticFilesStorage(location=tmp_path, base_url="/static/")
    css = b"/* why */ .a { b: c; }"
    for name in ("css/ours.css", "admin/css/theirs.css", "css/notes.txt"):
        storage.save(name, ContentFile(css))
    assert (tmp_path / "css/ours.css").read_bytes() == b".a{b:c}"
    assert (tmp_path / "admin/css/theirs.css").read_bytes() == css
    assert (tmp_path / "css/notes.txt").read_bytes() == css


def test_a_file_that_was_read_before_is_sent_whole(tmp_path: Path) -> None:
    storage = SqueezedStaticFilesStorage(location=tmp_path, base_url="/static/")
    content = ContentFile(b".a { b: c; }")
    content.read()
    storage.save("css/read.css", content)
    assert (tmp_path / "css/read.css").read_bytes() == b".a{b:c}"


def test_collected_files_are_hashed_compressed_and_whole(tmp_path: Path) -> None:
    backend = {"BACKEND": "numoraq.ui.storage.SqueezedStaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": backend}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        ignored = ["rest_framework", "djstripe", "vendor"]
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=ignored)
    for name in ("base", "parts", "charts"):
        (hashed,) = [p for p in (tmp_path / "css").glob(f"{name}.*.css") if p.suffix == ".css"]
        assert hashed.stat().st_size > 1000
        assert hashed.with_name(hashed.name + ".gz").exists()
    assert list((tmp_path / "django_htmx").glob("htmx-2.min.*.js.gz"))
