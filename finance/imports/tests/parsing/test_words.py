"""Words without case, accents and punctuation."""

import pytest

from finance.imports.parsing import words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Begünstigter / Zahlungspflichtiger ", "begunstigter zahlungspflichtiger"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Betrag (€)", "betrag"),
        ("Łódź", "lodz"),
        ("№ 5", "no 5"),
        ("Магазин «Хлеб»", "магазин хлеб"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert words.fold(text) == folded


def test_one_line_has_no_breaks_and_no_control_characters() -> None:
    assert words.one_line(" a\t b\r\nc\0d\u200b ") == "a b c d"


def test_lines_keep_their_breaks_only() -> None:
    assert words.lines(" a\r\nb\0\tc ") == "a\nb  c"
