"""Tokens: every pair of colours that meets on a page can be read, by day and by night."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = Path(settings.BASE_DIR) / "static" / "css" / "base.css"
BASE = re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)
LIGHT, DARK = 0, 1
TEXT, LARGE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
SURFACES = ["ground", "plate", "plate-2", "key"]


def colour(name: str, mode: int) -> tuple[float, float, float]:
    """Return a token's red, green and blue, each from 0 to 1."""
    found = re.search(rf"--{name}: ([^;]+);", BASE)
    assert found, name
    both = re.findall(r"#[0-9a-f]{3,6}", found[1])
    digits = both[mode if len(both) > 1 else 0].lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def luminance(rgb: tuple[float, float, float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front: str, back: str, mode: int) -> float:
    a, b = sorted((luminance(colour(front, mode)), luminance(colour(back, mode))), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", ["ink", "ink-2", "own", "ask", "err"])
def test_text_can_be_read_on_every_surface(text: str, surface: str, mode: int) -> None:
    assert contrast(text, surface, mode) >= TEXT


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("own", "own-s"),
        ("ask", "ask-s"),
        ("err", "err-s"),
        ("ink", "key-2"),
        ("on-own", "own"),
        ("on-own", "own-hover"),
        ("on-sun", "sun"),
        ("on-sun", "sun-hover"),
        ("face-ink", "face"),
        ("face-ink", "face-2"),
        ("face-ink", "face-k"),
        ("face-mut", "face"),
        ("face-mut", "face-2"),
        ("plate", "ink"),
        ("plate", "err"),
    ],
)
def test_text_can_be_read_on_its_own_surface(text: str, surface: str, mode: int) -> None:
    assert contrast(text, surface, mode) >= TEXT


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("surface", ["plate", "key"])
@pytest.mark.parametrize("line", ["field", "own-f", "ask-f"])
def test_controls_and_lines_can_be_seen(line: str, surface: str, mode: int) -> None:
    assert contrast(line, surface, mode) >= LARGE


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("series", [f"s{i}" for i in range(1, 7)])
def test_every_class_of_the_dial_can_be_seen(series: str, mode: int) -> None:
    assert contrast(series, "plate", mode) >= LARGE


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_neighbours_on_the_dial_stay_apart_without_colour(mode: int) -> None:
    """Classes alternate dark and light, so that they survive any colour blindness."""
    for a, b in [("s1", "s2"), ("s2", "s3"), ("s3", "s4"), ("s4", "s5"), ("s5", "s6")]:
        assert contrast(a, b, mode) >= 1.35, (a, b)


def test_both_modes_are_chosen_by_the_page() -> None:
    assert "[data-theme=light] { color-scheme: light; }" in BASE
    assert "[data-theme=dark] { color-scheme: dark; }" in BASE
