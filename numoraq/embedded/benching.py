"""`manage.py bench`: the measurements, on servers of their own that keep what they are given."""

import secrets
import sys
from collections.abc import Sequence
from uuid import uuid4

from numoraq.embedded import failure, foreground, ports, sandbox
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.payments import StandIn


def main(argv: Sequence[str]) -> int:
    """Run the measurements; return their exit code."""
    return failure.told("The measurements", lambda: _measure(argv))


def _measure(argv: Sequence[str]) -> int:
    with Interrupts() as interrupts, sandbox.temporary(interrupts, durable=True) as env:
        command = [sys.executable, "-m", "django", "bench", *argv]
        # The case of payments starts it; the others only have the settings of an open shop.
        shop = StandIn(
            ports.free(), "sk_test_" + secrets.token_hex(16), str(uuid4()), secrets.token_hex(16)
        )
        environment = {**env, **shop.variables(), "DJANGO_SETTINGS_MODULE": "numoraq.settings"}
        return foreground.run(command, env=environment, interrupts=interrupts)
