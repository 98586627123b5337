"""`manage.py bench`: the measurements, on servers of their own that keep what they are given."""

import sys
from collections.abc import Sequence

from numoraq.embedded import failure, foreground, sandbox
from numoraq.embedded.interrupts import Interrupts


def main(argv: Sequence[str]) -> int:
    """Run the measurements; return their exit code."""
    return failure.told("The measurements", lambda: _measure(argv))


def _measure(argv: Sequence[str]) -> int:
    with Interrupts() as interrupts, sandbox.temporary(interrupts, durable=True) as env:
        command = [sys.executable, "-m", "django", "bench", *argv]
        environment = {**env, "DJANGO_SETTINGS_MODULE": "numoraq.settings"}
        return foreground.run(command, env=environment, interrupts=interrupts)
