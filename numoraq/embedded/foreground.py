"""A program in the terminal's foreground: it gets Ctrl-C and the keyboard itself."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from numoraq.embedded.installer import die_with_parent
from numoraq.embedded.interrupts import Interrupts
from numoraq.lib import runtime

_PATIENCE = 10.0  # seconds a program gets after Ctrl-C, which the terminal sent to it as well


def run(argv: Sequence[str], *, env: Mapping[str, str], interrupts: Interrupts) -> int:
    """Run a program to its end and return its exit code; it ends when we are to stop."""
    process = subprocess.Popen(
        argv,
        env=dict(env),
        cwd=runtime.BASE_DIR,
        preexec_fn=die_with_parent,  # noqa: PLW1509 (no thread runs here)
    )
    interrupted: float | None = None
    while process.poll() is None:
        interrupts.rest(1.0)
        if interrupts.count and interrupted is None:
            interrupted = time.monotonic()
        if interrupted is not None and _is_over(interrupts, interrupted):
            process.terminate()
            break
    return process.wait()


def _is_over(interrupts: Interrupts, since: float) -> bool:
    return interrupts.last != signal.SIGINT or time.monotonic() - since > _PATIENCE
