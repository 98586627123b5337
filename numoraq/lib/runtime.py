"""What `manage.py up` says about itself in <data dir>/runtime.json."""

import json
from pathlib import Path
from typing import Any

from numoraq.lib import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATABASE_VARIABLES = {
    "web": "DATABASE_URL",
    "worker": "DATABASE_URL_WORKER",
    "owner": "DATABASE_URL_OWNER",
}


def data_dir() -> Path:
    """Return the directory of the embedded servers' data and of local files."""
    return (BASE_DIR / env.text("NUMORAQ_DATA_DIR", "var")).resolve()


def load() -> dict[str, Any]:
    """Return the addresses of the running servers, or nothing when none are running."""
    try:
        found: dict[str, Any] = json.loads((data_dir() / "runtime.json").read_text())
    except (OSError, ValueError):
        return {}
    return found


def database_url(login: str) -> str:
    """Return the address for a login (web, worker or owner), empty when it is not known here.

    The environment decides; only when it names no login at all, the running servers are asked.
    """
    given = {name: env.text(variable) for name, variable in DATABASE_VARIABLES.items()}
    if any(given.values()):
        return given[login]
    return str(load().get("database_urls", {}).get(login, ""))


def redis_url(database: int = 0) -> str:
    """Return the address of one of our databases in Redis or Valkey: 0 broker, 1 cache.

    REDIS_URL may end in a number; ours are counted from it.
    """
    found = env.text("REDIS_URL") or str(load().get("redis_url", ""))
    address = (found or "redis://127.0.0.1:6379").rstrip("/")
    server, _, first = address.rpartition("/")
    if first.isdigit():
        return f"{server}/{int(first) + database}"
    return f"{address}/{database}"


def secret(name: str) -> str:
    """Return a secret made by the embedded servers' first start.

    Raises BadSetting when there is none: outside the embedded default it must be given.
    """
    try:
        return str(json.loads((data_dir() / "secrets.json").read_text())[name])
    except (OSError, ValueError, KeyError):
        variable = f"NUMORAQ_{name.upper()}"
        raise env.BadSetting(variable, "", "a value (see .env.example)") from None
