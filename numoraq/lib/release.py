"""Which release this is: a name that another release does not have, for what is kept of a page."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from numoraq.lib import runtime

# Whatever a page can depend on: code, templates, assets, texts, and the libraries.
_KINDS: Final = frozenset({".py", ".html", ".js", ".css", ".svg", ".sql", ".po"})
_PLACES: Final = (
    *("accounts", "cms", "finance", "gamification", "numoraq", "premium"),
    *("static", "templates"),
)
_LIBRARIES: Final = "requirements.txt"


@cache
def name() -> str:
    """Return the name of the release that this process runs; it is worked out once."""
    return name_of(runtime.BASE_DIR)


def name_of(root: Path) -> str:
    """Return a name that follows from the product's files below a directory."""
    digest = hashlib.sha256()
    for path in sorted(_files(root)):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _files(root: Path) -> Iterator[Path]:
    yield from root.glob(_LIBRARIES)
    for place in _PLACES:
        for path in (root / place).rglob("*"):
            if path.suffix in _KINDS and "tests" not in path.relative_to(root).parts:
                yield path
