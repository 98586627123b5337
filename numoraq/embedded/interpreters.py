"""Finds a Python that is new enough. Standard library only, readable by Python 3.8."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from numoraq.embedded.installer import Refusal

OLDEST = (3, 12)
PREFERRED = ("3.13", "3.12", "3.14", "3.15")
_PROBE = "import sys; print('%d.%d' % sys.version_info[:2])"


def find_python() -> str:
    """Return a Python that is new enough: this one, or one from PATH, pyenv or uv."""
    if sys.version_info[:2] >= OLDEST:
        return str(getattr(sys, "_base_executable", None) or sys.executable)
    for candidate in candidates():
        found = version(candidate)
        if found is not None and found >= OLDEST:
            return candidate
    raise Refusal(
        f"it needs Python 3.12 or newer; this is {sys.version.split()[0]} and no newer one was"
        " found on the PATH or in pyenv. Install one from python.org or with your package manager."
    )


def candidates() -> Iterator[str]:
    """Yield programs that may be a newer Python, the best known versions first."""
    for wanted in PREFERRED:
        found = shutil.which(f"python{wanted}")
        if found:
            yield found
    pyenv = os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv"
    for home in (Path(pyenv) / "versions", Path.home() / ".local" / "share" / "uv" / "python"):
        for program in sorted(home.glob("*3.1[2-9]*/bin/python3"), reverse=True):
            yield str(program)


def version(program: str) -> tuple[int, ...] | None:
    """Return the version a program reports, or nothing when it does not run."""
    try:
        out = subprocess.run([program, "-c", _PROBE], capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None  # a pyenv shim without its version, for one
    return tuple(int(part) for part in out.stdout.decode().split("."))
