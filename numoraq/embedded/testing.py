"""`manage.py test`: pytest against servers of its own. All arguments go to pytest."""

import os
import shutil
import sys
from collections.abc import Sequence

from numoraq.embedded import failure, foreground, sandbox
from numoraq.embedded.bootstrap import BROWSERS
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.interrupts import Interrupts
from numoraq.lib import catalogues, runtime

_ALONE = ("--pdb", "--trace", "--co", "--collect-only", "-h", "--help", "--version")
_MOST = 8  # processes; each has a database of its own


def main(argv: Sequence[str]) -> int:
    """Run the tests; return pytest's exit code."""
    if argv[:1] == ["--help"]:
        print("usage: manage.py test [pytest arguments]\n")
    return failure.told("The tests", lambda: _test(argv))


def _test(argv: Sequence[str]) -> int:
    require_browser()
    with Interrupts() as interrupts, sandbox.temporary(interrupts) as env:
        catalogues.compile_stale(runtime.BASE_DIR / "numoraq" / "locale")
        command = [sys.executable, "-m", "pytest", *in_parallel(argv), *argv]
        return foreground.run(command, env=env, interrupts=interrupts)


def require_browser() -> None:
    """Raise CannotStart when the browser tests must run and there is no browser."""
    if os.environ.get("NUMORAQ_BROWSER_TESTS") != "required":
        return
    if not any(shutil.which(name) for name in BROWSERS):
        raise CannotStart("NUMORAQ_BROWSER_TESTS=required, but Chromium is not installed.")


def in_parallel(argv: Sequence[str]) -> list[str]:
    """Return pytest's arguments for several processes, unless the person chose or debugs."""
    chosen = any(part.startswith(("-n", "--numprocesses", "--dist")) for part in argv)
    cores = min(_MOST, os.cpu_count() or 1)
    if chosen or cores == 1 or any(part in _ALONE for part in argv):
        return []
    return ["-n", str(cores), "--dist", "worksteal"]
