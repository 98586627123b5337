"""Ends what a killed supervisor left behind. A program of its own, standard library only.

It reads lines from a pipe held by the supervisor. While the supervisor lives, the pipe is
open; when it is killed, the pipe closes, and the guardian stops every process it was told of:

    + PID SIGNAL GRACE   a process (the leader of its group) to stop with SIGNAL, then SIGKILL
    - PID                that process is gone
    d PATH               a directory to delete at the end, however it comes
    q                    everything was stopped

It also inherits the lock on the data directory, which is thus held until everything is gone.
"""

import contextlib
import os
import shutil
import signal
import sys
import time


def main() -> None:
    """Follow the pipe to its end; then stop what is left."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    left: dict[int, tuple[int, float]] = {}
    trash: list[str] = []
    for line in sys.stdin:
        action, _, rest = line.rstrip("\n").partition(" ")
        if action == "+":
            pid, number, grace = rest.split()
            left[int(pid)] = (int(number), float(grace))
        elif action == "-":
            left.pop(int(rest), None)
        elif action == "d":
            trash.append(rest)
        elif action == "q":
            left.clear()
    stop(left)
    for path in trash:
        shutil.rmtree(path, ignore_errors=True)


def stop(left: dict[int, tuple[int, float]]) -> None:
    """Ask each process group to end, wait for its time of grace, then kill it."""
    started = time.monotonic()
    for pid, (number, _) in left.items():
        send(pid, number)
    while left:
        time.sleep(0.05)
        waited = time.monotonic() - started
        for pid, (_, grace) in list(left.items()):
            if waited > grace:
                send(pid, signal.SIGKILL)
            if waited > grace or not alive(pid):
                del left[pid]


def send(group: int, number: int) -> None:
    """Send a signal to a process group that may be gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def alive(group: int) -> bool:
    """Return whether a process group still has a member."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    main()
