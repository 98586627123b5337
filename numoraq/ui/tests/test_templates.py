"""All templates of the house: they compile, and use only what exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import loader

from numoraq.ui import icons

ROOT = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
APART = ("emails/", "admin/")  # with a style of their own
HOOKS = {"listhead", "newer", "pr"}  # names that are looked for, not styled
_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def source(name: str) -> str:
    """Return a template without its comments."""
    text = (ROOT / name).read_text()
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)


def styled() -> set[str]:
    """Return every class a style sheet knows."""
    sheets = (Path(settings.BASE_DIR) / "static" / "css").glob("*.css")
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", "\n".join(s.read_text() for s in sheets)))


@pytest.mark.parametrize("name", PAGES)
def test_template_compiles(name: str) -> None:
    assert loader.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_icons_exist(name: str) -> None:
    wanted = set(re.findall(r"{% icon ['\"]([\w-]+)['\"] %}", source(name)))
    assert wanted <= set(icons.PATHS)


def test_classes_are_styled() -> None:
    known = styled() | HOOKS
    unknown = {
        f"{name}: {word}"
        for name in PAGES
        if not name.startswith(APART)
        for group in re.findall(r'class="([^"]*)"', _CODE.sub(" ", source(name)))
        for word in group.split()
        if word not in known
    }
    assert unknown == set()


def test_nothing_a_person_typed_is_called_safe() -> None:
    allowed = {"django/forms/field_notes.html"}  # help texts are ours
    found = [
        name
        for name in PAGES
        if re.search(r"\|\s*safe\b|autoescape off", (ROOT / name).read_text())
    ]
    assert set(found) <= allowed


def test_posting_forms_are_guarded() -> None:
    form = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)
    open_ones = [
        name
        for name in PAGES
        if not name.startswith("admin/")
        for markup in form.findall(source(name))
        if "csrf_token" not in markup and "{% include" not in markup and "{% block" not in markup
    ]
    assert open_ones == []


def test_pictures_of_the_house_are_named_or_hidden() -> None:
    bare = [
        name
        for name in PAGES
        for tag in re.findall(r"<(?:svg|img)\b[^>]*>", source(name))
        if not re.search(r"aria-hidden|role=\"img\"|\balt=|aria-label", tag)
    ]
    assert bare == []
