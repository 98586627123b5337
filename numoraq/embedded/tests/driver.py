"""Drives `manage.py up` as a person does: starts it, reads what it says, stops it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numoraq.embedded import sandbox
from numoraq.embedded.data import read_json
from numoraq.lib import runtime

LIMIT = 120.0  # seconds nothing here takes, even on a busy machine


class Up:
    """One run of the command in a data directory of its own."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self.said = ""
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in sandbox.foreign(os.environ)
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", *options],
            cwd=runtime.BASE_DIR,
            env={**environment, "NUMORAQ_DATA_DIR": str(data), "NUMORAQ_BOOTSTRAP": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
            start_new_session=True,
        )

    def wait_for(self, text: str) -> None:
        """Read until a line contains a text. Fails when the command ends without it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if text in line:
                return
        raise AssertionError(f"never said {text!r}, but:\n{self.said}")

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal and return the exit code; what it said until then is in `said`."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for the command to end by itself."""
        assert self.process.stdout is not None
        self.said += self.process.stdout.read()
        self.process.stdout.close()
        return self.process.wait(LIMIT)

    def runtime(self) -> dict[str, Any]:
        """Return what it wrote down about itself."""
        return read_json(self.data / "runtime.json")

    def processes(self) -> list[int]:
        """Return every living process that was started for this data directory."""
        return list(_with_environment(f"NUMORAQ_DATA_DIR={self.data}".encode()))

    def leaves_nothing(self) -> bool:
        """Wait until no process is left; False when some stay."""
        until = time.monotonic() + LIMIT
        while self.processes():
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True


def _with_environment(variable: bytes) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if variable in path.read_bytes().split(b"\0"):
                yield int(path.parent.name)
        except OSError:
            continue  # it has ended meanwhile
