"""Before Django: makes .venv, installs the requirements, re-executes the command in it.

Standard library only, and readable by Python 3.8: it runs before anything is installed.
A kill at any moment leaves a marker, and what was half made is made again; the stamp that
says "complete" is written last.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numoraq.embedded import installer, interpreters
from numoraq.embedded.installer import Refusal, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ROOM = 500 * 1024 * 1024  # bytes a new .venv takes, rounded up
_VERIFY = "import celery, django, granian, psycopg, redis"


def ensure(root: str, argv: list[str]) -> None:
    """Return when this process runs in a complete .venv; otherwise make it so, or exit."""
    if os.environ.get("NUMORAQ_BOOTSTRAP") == "0":
        return  # an image, or an environment of one's own, has everything installed
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        venv = Venv(Path(root))
        prepare(venv, argv[1] if len(argv) > 1 else "")
        # Half a dozen processes start: reading compiled modules saves seconds in each.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        if not venv.is_running():
            venv.execute(argv)
    except KeyboardInterrupt:
        print("\nStopped while installing. The same command starts it again.", flush=True)
        sys.exit(130)
    except (Refusal, OSError) as error:
        sys.exit(f"NumoraQ cannot start: {explain(error, root)}")
    signal.signal(signal.SIGTERM, before)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def explain(error: Exception, root: str) -> str:
    """Return what went wrong, in one sentence."""
    number = getattr(error, "errno", None)
    if number in {errno.ENOSPC, errno.EDQUOT}:
        return installer.DISK_FULL
    if number in {errno.EACCES, errno.EPERM, errno.EROFS}:
        path = getattr(error, "filename", None) or root
        return f"{path} cannot be written to. Use a folder of your own."
    return str(error)


def prepare(venv: Venv, command: str) -> None:
    """Bring .venv to what a command needs; one process at a time. Raises Refusal."""
    if os.name == "nt":
        raise Refusal("the embedded servers need Linux or macOS; on Windows use WSL or Docker.")
    files, extras = requirements(venv.root, command)
    if venv.is_complete(files + extras):
        return
    with locked(venv.root):
        if not venv.is_complete(files):
            venv.build(files)
        if venv.is_complete(extras):
            return
        try:
            venv.build(files + extras)
        except Refusal as refusal:
            venv.marker.unlink()  # what was needed is complete
            say(f"going on without the browser tests: {refusal}")


def requirements(root: Path, command: str) -> tuple[list[Path], list[Path]]:
    """Return the requirement files a command needs, and those it can do without."""
    needed = [root / "requirements.txt"]
    if command == "check_all":
        needed.append(root / "requirements-dev.txt")
    wished = []
    browser = root / "requirements-browser.txt"
    if command in {"test", "check_all"}:
        if os.environ.get("NUMORAQ_BROWSER_TESTS") == "required":
            needed.append(browser)
        elif any(shutil.which(name) for name in BROWSERS):
            wished.append(browser)
    return [p for p in needed if p.exists()], [p for p in wished if p.exists()]


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Let one process at a time make .venv; the lock is on the folder and ends with us."""
    import fcntl

    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another terminal is installing; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Venv:
    """The checkout's own environment, .venv."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / ".venv"
        self.python = str(self.path / "bin" / "python")
        self.stamp = self.path / "numoraq-complete.json"
        self.marker = self.path / "numoraq-half-made"

    def is_running(self) -> bool:
        """Return whether this process is the environment's Python."""
        return os.path.realpath(sys.prefix) == os.path.realpath(self.path)

    def is_complete(self, files: list[Path]) -> bool:
        """Return whether everything in the requirement files was installed."""
        if self.marker.exists() or not os.access(self.python, os.X_OK):
            return False
        installed = self.installed()
        return all(installed.get(path.name) == digest(path) for path in files)

    def installed(self) -> dict[str, str]:
        """Return the digest of each requirement file that was installed completely."""
        try:
            found: dict[str, str] = json.loads(self.stamp.read_text())
        except (OSError, ValueError):
            return {}
        return found

    def build(self, files: list[Path]) -> None:
        """Install the files, in place when the environment is sound, else in a new one.

        What was installed for other commands stays installed. Raises Refusal.
        """
        known = self.installed()
        others = (p for p in sorted(self.root.glob("requirements-*.txt")) if p.name in known)
        files = files + [path for path in others if path not in files]
        if self.marker.exists() or not self.is_sound():
            self.create()
        self.marker.touch()
        if files:
            installer.install(self.python, files)
            check = installer.run([self.python, "-c", _VERIFY])
            if check.code:
                broken = installer.last_line(check.text)
                raise Refusal(f"the installed packages do not work: {broken}")
        fresh = self.stamp.with_suffix(".new")
        fresh.write_text(json.dumps({path.name: digest(path) for path in files}))
        fresh.replace(self.stamp)
        self.marker.unlink()

    def is_sound(self) -> bool:
        """Return whether there is an environment with a Python that runs and is new enough."""
        found = interpreters.version(self.python)
        return found is not None and found >= interpreters.OLDEST

    def create(self) -> None:
        """Make the environment anew, without pip: the installer brings what it needs."""
        python = interpreters.find_python()
        if shutil.disk_usage(self.root).free < _ROOM:
            raise Refusal(installer.DISK_FULL)
        say(f"making .venv with {python}")
        if self.path.exists():
            shutil.rmtree(self.path)
        self.path.mkdir()
        self.marker.touch()
        made = installer.run([python, "-m", "venv", "--without-pip", str(self.path)])
        if made.code:
            raise Refusal(installer.diagnose(made.text))

    def execute(self, argv: list[str]) -> None:
        """Replace this process by the environment's Python running the same command."""
        if os.environ.get("NUMORAQ_BOOTSTRAPPED") == str(self.path):
            raise Refusal(f"{self.path} does not start; delete it and start again.")
        os.environ["NUMORAQ_BOOTSTRAPPED"] = str(self.path)
        sys.stdout.flush()
        # Ctrl-C while the other Python starts would be a traceback: manage.py lets it in again.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        os.execv(self.python, [self.python, *argv])  # noqa: S606


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
