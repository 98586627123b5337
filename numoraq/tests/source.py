"""The project's own source, as the tests of its architecture read it."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of Python: its path from the root, its text and its tree."""

    path: str
    text: str

    @property
    def lines(self) -> int:
        """Return how many lines the file has."""
        return self.text.count("\n")

    @property
    def tree(self) -> ast.Module:
        """Return the parsed file."""
        return ast.parse(self.text)

    @property
    def is_test(self) -> bool:
        """Return whether the file is part of the tests."""
        return "/tests/" in self.path or self.path == "conftest.py"

    def functions(self) -> Iterator[Function]:
        """Yield every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def files(*endings: str) -> list[str]:
    """Return the project's files with one of some endings: what git knows or would add."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    names = sorted(set(listing.stdout.split("\0")))
    return [name for name in names if name.endswith(endings) and (ROOT / name).is_file()]


@cache
def modules() -> list[Module]:
    """Return all Python but migrations, whose form Django decides."""
    names = [name for name in files(".py") if "migrations/" not in name]
    return [Module(name, (ROOT / name).read_text(encoding="utf-8")) for name in names]


def code() -> list[Module]:
    """Return the modules that are not tests."""
    return [module for module in modules() if not module.is_test]


def length(function: Function) -> int:
    """Return how many lines a function has, without its docstring."""
    body = function.body
    has_docstring = ast.get_docstring(function) is not None
    docstring = (body[0].end_lineno or 0) - body[0].lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring
