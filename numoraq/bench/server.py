"""A granian process that serves one WSGI application with one worker."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from numoraq.bench import load


class ServerFailed(RuntimeError):
    """The server of a case did not start."""


@contextlib.contextmanager
def serving(
    target: str, *, static: bool = False, threads: int = 1, env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve `module:application`; give its address. `env` holds variables beside our own.

    `threads` is how many requests the one worker answers at once.

    Raises ServerFailed when it does not start.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    directory = Path(tempfile.mkdtemp(prefix="numoraq-bench-"))
    log = directory / "server.log"
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"),
        *("--blocking-threads", str(threads), "--host", "127.0.0.1", "--port", str(port), target),
    ]
    environment = {**os.environ, "NUMORAQ_PLAIN_STATIC": "1" if static else "0", **(env or {})}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    base = f"http://localhost:{port}"
    try:
        _wait(base, process, log)
        yield base
    except load.WrongAnswer as error:
        error.add_note(f"{target} wrote:\n{_tail(log)}")
        raise
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(directory, ignore_errors=True)


def _wait(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(400):
        if process.poll() is not None:
            break
        try:
            load.Browser(base, {}).get("/healthz/")
        except (OSError, load.WrongAnswer):
            time.sleep(0.05)
        else:
            return
    raise ServerFailed(_tail(log))


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-3000:]
