"""A release has a name of its own."""

from pathlib import Path

import pytest

from numoraq.lib import release, runtime

FILES = (
    "finance/dashboard/runway.py",
    "numoraq/lib/money.py",
    "numoraq/locale/pt/LC_MESSAGES/django.po",
    "numoraq/ui/templatetags/money.py",
    "requirements.txt",
    "static/css/base.css",
    "templates/finance/dashboard/page.html",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a directory with a product of a few files."""
    for name in (*FILES, "finance/tests/test_worth.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("before")
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_whatever_a_page_depends_on_makes_another_release(root: Path, name: str) -> None:
    before = release.name_of(root)
    (root / name).write_text("after")
    changed = release.name_of(root)
    (root / name).unlink()
    assert len({before, changed, release.name_of(root)}) == 3


def test_its_tests_and_data_are_no_part_of_it(root: Path) -> None:
    before = release.name_of(root)
    (root / "finance/tests/test_worth.py").write_text("after")
    (root / "var").mkdir()
    (root / "var" / "mail.html").write_text("after")
    assert release.name_of(root) == before


def test_the_name_is_worked_out_once_and_the_same_everywhere() -> None:
    assert release.name() == release.name_of(runtime.BASE_DIR)
    assert release.name() is release.name()
