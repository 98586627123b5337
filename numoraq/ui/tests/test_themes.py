"""Themes: the tokens of base.css in other colours, every pair of them as readable as there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory

from accounts.models import Profile
from numoraq.ui import holes
from numoraq.ui.context import Shell
from numoraq.ui.preferences import Preferences, applied
from numoraq.ui.tests import test_tokens
from numoraq.ui.tests.test_frame import base

CSS = Path(settings.BASE_DIR) / "static" / "css"
SHEET = re.sub(r"/\*.*?\*/", "", (CSS / "themes.css").read_text(), flags=re.DOTALL)
BLOCKS = dict(re.findall(r"\n  \[data-palette=([\w-]+)\] \{\n(.*?)\n  \}", SHEET, flags=re.DOTALL))
THEMES = sorted(set(BLOCKS) - {"default"})
COLOURED = re.findall(r"--([\w-]+): [^;]*#", test_tokens.BASE)
# Text and ground, as they meet on pages, and how far they must be apart. Source: test_tokens.
PAIRS = [
    *((text, back, 4.5) for text in ("ink", "ink-2", "own", "ask", "err")
      for back in ("ground", "plate", "plate-2", "key")),
    *((text, back, 4.5) for text, back in (
        ("own", "own-s"), ("ask", "ask-s"), ("err", "err-s"), ("ink", "key-2"),
        ("on-own", "own"), ("on-own", "own-hover"), ("on-sun", "sun"), ("on-sun", "sun-hover"),
        ("face-ink", "face"), ("face-ink", "face-2"), ("face-ink", "face-k"),
        ("face-mut", "face"), ("face-mut", "face-2"), ("plate", "ink"), ("plate", "err"))),
    *((line, back, 3.0) for line in ("field", "own-f", "ask-f") for back in ("plate", "key")),
    *((f"s{number}", "plate", 3.0) for number in range(1, 7)),
    *((f"s{number}", f"s{number + 1}", 1.35) for number in range(1, 6)),
]  # fmt: skip


def colours(theme: str, mode: int) -> dict[str, tuple[float, float, float]]:
    """Return a theme's tokens by day (0) or night (1), as red, green, blue from 0 to 1."""
    found = {}
    for name, value in re.findall(r"--([\w-]+): ([^;]+);", BLOCKS[theme]):
        both = re.findall(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", value)
        if both:
            digits = both[mode if len(both) > 1 else 0]
            digits = "".join(one * 2 for one in digits) if len(digits) == 3 else digits
            red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
            found[name] = (red, green, blue)
    return found


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Return how far two colours are apart, by WCAG 2.2."""
    low, high = sorted((test_tokens.luminance(one), test_tokens.luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_choice_of_the_profile_has_its_colours() -> None:
    assert set(BLOCKS) == set(Profile.Palette.values)


@pytest.mark.parametrize("theme", THEMES)
def test_no_colour_of_the_default_is_left_behind(theme: str) -> None:
    assert set(COLOURED) - set(colours(theme, 0)) == set()


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_everything_can_be_read(theme: str, mode: int) -> None:
    found = colours(theme, mode)
    bad = [
        (front, back, round(contrast(found[front], found[back]), 2))
        for front, back, least in PAIRS
        if contrast(found[front], found[back]) < least
    ]
    assert bad == []


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_high_contrast_is_higher(mode: int) -> None:
    found = colours("high-contrast", mode)
    for text in ("ink", "ink-2", "own", "ask", "err"):
        assert contrast(found[text], found["plate"]) >= 7


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_of_one_shade_says_so(theme: str) -> None:
    """Controls of the browser follow the scheme: light ones on a dark page cannot be read."""
    has_both = "light-dark(" in BLOCKS[theme]
    assert ("color-scheme: dark" in BLOCKS[theme]) is not has_both


def test_the_swatch_of_the_default_has_its_colours() -> None:
    for name, value in re.findall(r"--([\w-]+): ([^;]+);", BLOCKS["default"]):
        assert f"--{name}: {value};" in test_tokens.BASE


def test_the_frame_has_the_theme_and_its_sheet_for_those_who_chose_it() -> None:
    request = RequestFactory().get("/")
    with applied(request, Preferences(theme="dark", palette="matrix")):
        page = base(request)
        key = holes.frame(request)
    assert 'data-theme="dark" data-palette="matrix"' in page
    assert "css/themes" in page
    assert "theme-color" not in page
    with applied(request, Preferences(theme="dark")):
        page = base(request)
        assert holes.frame(request) != key
    assert "data-palette" not in page
    assert "css/themes" not in page


def test_who_is_not_signed_in_sees_the_default() -> None:
    assert Shell(RequestFactory().get("/")).palette == ""
