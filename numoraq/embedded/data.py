"""The data directory: where the servers keep their files, who may use it, its secrets."""

import base64
import fcntl
import json
import os
import secrets
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numoraq.embedded.failure import CannotStart

LOGINS = ("owner", "web", "worker", "backup")
_ROOM = 300 * 1024 * 1024  # bytes a new database and its logs need
_LOG_LIMIT = 5 * 1024 * 1024  # bytes; a longer log is put aside at the next start


@dataclass(frozen=True, slots=True)
class DataDir:
    """The directory given by NUMORAQ_DATA_DIR."""

    path: Path

    def make(self) -> None:
        """Create the directory, private to its owner. Raises CannotStart when it cannot serve."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        for name in ("log", "mail", "metrics"):
            (self.path / name).mkdir(exist_ok=True)
        if shutil.disk_usage(self.path).free < _ROOM:
            raise CannotStart(f"the disk of {self.path} is full; free about 1 GB.")

    @property
    def runtime(self) -> Path:
        """The file that says what runs and where."""
        return self.path / "runtime.json"

    def log(self, name: str) -> Path:
        """Return the log of a process."""
        return self.path / "log" / f"{name}.log"

    def put_aside_long_logs(self) -> None:
        """Keep one older piece of each log that has grown long."""
        for path in (self.path / "log").glob("*.log"):
            if path.stat().st_size > _LOG_LIMIT:
                path.replace(path.with_suffix(".log.1"))

    def lock(self) -> int | None:
        """Return a handle that keeps every other start out, or nothing when one is running."""
        handle = os.open(self.path / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle

    def secrets(self) -> dict[str, str]:
        """Return the installation's secrets, made at the first start and kept."""
        path = self.path / "secrets.json"
        known = read_json(path)
        if not known and (path.exists() or (self.path / "postgres" / "data").exists()):
            raise CannotStart(
                f"{path} is lost or damaged, and the database cannot be opened without it."
                f" Put it back, or move {self.path} away to start anew."
            )
        made = {name: make() for name, make in _SECRETS.items() if name not in known}
        if made:
            known |= made
            write_private(path, json.dumps(known, indent=1))
        return {name: str(known[name]) for name in _SECRETS}

    def port(self, name: str) -> int | None:
        """Return the port a server had at the last start, so that bookmarks stay right."""
        found = read_json(self.path / "ports.json").get(name)
        return int(found) if found else None

    def keep_port(self, name: str, port: int) -> None:
        """Remember the port of a server for the next start."""
        path = self.path / "ports.json"
        write_private(path, json.dumps({**read_json(path), name: port}))


def _password() -> str:
    return secrets.token_urlsafe(24)


def _encryption_key() -> str:
    return "1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


_SECRETS = {
    "secret_key": lambda: secrets.token_urlsafe(48),
    "enc_keys": _encryption_key,
    "postgres_password": _password,
    "redis_password": _password,
    "stripe_key": lambda: f"sk_test_{secrets.token_hex(24)}",
    "stripe_webhook_id": lambda: str(uuid.uuid4()),
    "stripe_webhook_secret": lambda: f"whsec_{secrets.token_hex(24)}",
    **{f"{login}_password": _password for login in LOGINS},
}


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object from a file, empty when there is none."""
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; only its owner can read it, from the first byte on."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
