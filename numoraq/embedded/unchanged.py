"""Whether anything has changed since the last start that was prepared.

When nothing has, the preparation finds nothing to do, and the processes need not wait for it.
"""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from numoraq.embedded.data import write_private
from numoraq.embedded.place import Place
from numoraq.lib import runtime

_APART = {"var", "docs", "tests", "__pycache__"}


def digest(place: Place) -> str:
    """Return a digest of the names, sizes and times of all sources, and of the servers."""
    found = sha256(repr(sorted(place.addresses.database_urls.items())).encode())
    for path in sorted(_sources(runtime.BASE_DIR)):
        state = path.stat()
        found.update(f"{path}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return found.hexdigest()


def is_prepared(place: Place, *, now: str) -> bool:
    """Return whether the last prepared start had the same digest."""
    stamp = _stamp(place)
    return stamp.exists() and stamp.read_text() == now


def remember(place: Place, *, now: str) -> None:
    """Note that everything was prepared for what has this digest."""
    write_private(_stamp(place), now)


def _stamp(place: Place) -> Path:
    return place.data.path / "prepared"


def _sources(root: Path) -> Iterator[Path]:
    for directory, below, names in os.walk(root):
        below[:] = [name for name in below if name not in _APART and name[0] != "."]
        yield from (Path(directory, name) for name in names if not name.endswith((".mo", ".pyc")))
