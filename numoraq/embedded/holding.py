"""One start at a time in a data directory."""

import contextlib
import os
from collections.abc import Iterator

from numoraq.embedded import console
from numoraq.embedded.data import DataDir, read_json
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.interrupts import Interrupts

_HANDOVER = 40.0  # seconds a killed predecessor gets to go down


@contextlib.contextmanager
def alone(data: DataDir, interrupts: Interrupts) -> Iterator[int]:
    """Hold the data directory. Raises CannotStart when a living start holds it."""
    data.make()
    waited = 0.0
    while (lock := data.lock()) is None:
        found = read_json(data.runtime)
        if _alive(found.get("pids", {}).get("supervisor")):
            raise CannotStart(f"it already runs from {data.path}, at {found.get('web_url')}")
        if waited == 0:
            console.say("waiting for an earlier start in the same folder to end")
        if waited > _HANDOVER:
            raise CannotStart(f"another start holds {data.path}; stop it, then try again.")
        interrupts.pause(0.2)
        waited += 0.2
    try:
        yield lock
    finally:
        os.close(lock)


def _alive(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
