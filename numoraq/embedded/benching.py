"""`manage.py bench`: the bench against servers of its own."""

import sys
from collections.abc import Sequence

from numoraq.embedded import foreground, sandbox
from numoraq.embedded.failure import CannotStart, Stopped, sentence
from numoraq.embedded.interrupts import Interrupts


def main(argv: Sequence[str]) -> int:
    """Measure; return 0 when the run came to its end."""
    command = [sys.executable, "-m", "django", "bench", *argv]
    try:
        with Interrupts() as interrupts, sandbox.temporary(interrupts) as env:
            environment = {**env, "DJANGO_SETTINGS_MODULE": "numoraq.settings"}
            return foreground.run(command, env=environment, interrupts=interrupts)
    except CannotStart as error:
        print(f"The bench cannot start: {error}", flush=True)
    except OSError as error:
        print(f"The bench cannot start: {sentence(error)}", flush=True)
    except Stopped:
        return 130
    return 1
