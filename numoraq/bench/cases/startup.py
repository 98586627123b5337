"""From the command to a page that answers: the first start and every later one."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings

from numoraq.bench.cases import Scale
from numoraq.bench.report import Result

_FIRST = 45.0  # seconds, installation included
_LATER = 6.0
_SERVERS = re.compile(r"^(NUMORAQ_|DATABASE_URL|REDIS_URL|DJANGO_SETTINGS_MODULE)")


def run(scale: Scale) -> list[Result]:
    """Start the app twice in a new data directory; the first start makes the database."""
    if scale.rounds == 1:
        return []
    directory = Path(tempfile.mkdtemp(prefix="numoraq-bench-"))
    try:
        first, later = _start(directory), _start(directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return [
        Result("up, new data, installed", first, None, "s", _FIRST),
        Result("up, again", later, None, "s", _LATER),
    ]


def _start(directory: Path) -> float:
    environment = {name: value for name, value in os.environ.items() if not _SERVERS.match(name)}
    environment["NUMORAQ_DATA_DIR"] = str(directory)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "up", "--port", "0"]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    printed: list[str] = []
    try:
        for line in process.stdout or ():
            printed.append(line)
            if "NumoraQ runs" in line:
                return time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        if process.stdout:
            process.stdout.close()
    raise RuntimeError("up did not get ready:\n" + "".join(printed[-20:]))
