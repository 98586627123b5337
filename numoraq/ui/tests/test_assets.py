"""What every first visit loads: small, ours alone, safe in both directions of reading."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from numoraq.ui.storage import squeeze

STATIC = Path(settings.BASE_DIR) / "static"
SHEETS = [STATIC / "css" / name for name in ("base.css", "parts.css", "charts.css")]
KIB = 1024


def weight(path: Path) -> int:
    text = path.read_text()
    sent = squeeze(text) if path.suffix == ".css" else text
    return len(gzip.compress(sent.encode(), 9))


def test_style_is_light() -> None:
    assert sum(map(weight, SHEETS)) <= 12 * KIB


def test_script_is_light() -> None:
    assert weight(STATIC / "js" / "app.js") <= 3 * KIB


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_style_reads_in_both_directions(sheet: Path) -> None:
    physical = re.compile(
        r"\b(margin|padding|border|inset)-(left|right)|[^-\w](left|right):|text-align: (left|right)"
    )
    found = [line for line in sheet.read_text().splitlines() if physical.search(line)]
    assert found == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_style_asks_nobody_else(sheet: Path) -> None:
    assert re.findall(r"url\((?!#|\"data:)|@import|https?:", sheet.read_text()) == []


def test_script_evaluates_nothing() -> None:
    source = (STATIC / "js" / "app.js").read_text()
    assert re.findall(r"\beval\b|new Function|innerHTML|document\.write|https?:", source) == []


def test_every_token_that_is_used_is_defined() -> None:
    text = "\n".join(sheet.read_text() for sheet in SHEETS)
    used = set(re.findall(r"var\((--[\w-]+)", text))
    defined = set(re.findall(r"(--[\w-]+):", text))
    assert used - defined == set()


def test_colours_stand_in_the_tokens_alone() -> None:
    """A later theme overrides tokens: a colour elsewhere would stay behind."""
    parts = (STATIC / "css" / "parts.css").read_text()
    found = [line for line in parts.splitlines() if re.search(r"#[0-9a-f]{3,8}\b", line)]
    allowed = ("#000", "#0000", "#fff", "#sheet", "#05082299", "#ffc19b", "#ff8ea3")
    assert [line for line in found if not any(word in line for word in allowed)] == []
