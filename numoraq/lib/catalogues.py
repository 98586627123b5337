"""Translations, compiled from their .po files without gettext's tools."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_stale(root: Path) -> list[Path]:
    """Compile each catalogue below a directory that is newer than its compiled form.

    Returns the catalogues that were compiled.
    """
    stale = [path for path in sorted(root.glob("*/*/*.po")) if _is_stale(path)]
    for path in stale:
        _compile(path)
    return stale


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def _compile(path: Path) -> None:
    with path.open("rb") as source:
        catalogue = read_po(source, abort_invalid=True)
    fresh = path.with_suffix(f".{os.getpid()}.mo")  # others may be compiling it, too
    with fresh.open("wb") as target:
        write_mo(target, catalogue)
    fresh.replace(path.with_suffix(".mo"))
