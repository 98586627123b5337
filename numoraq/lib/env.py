"""Settings read from the environment: typed, with a default for everything, loud when wrong."""

import os
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off", ""})
_DATABASE: Final = "postgresql://user:password@host:port/name"


class BadSetting(ValueError):
    """A variable of the environment has a value that cannot be used."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"{name}={value!r}: expected {wanted}")


def text(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> str:
    """Return a variable without surrounding blanks, or its default when unset or empty."""
    return environ.get(name, "").strip() or default


def flag(name: str, *, default: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """Return a variable as a yes or no. Raises BadSetting for any other word."""
    value = environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word not in _TRUE | _FALSE:
        raise BadSetting(name, value, "one of 1, 0, true, false, yes, no, on, off")
    return word in _TRUE


def number(name: str, default: int, *, environ: Mapping[str, str] = os.environ) -> int:
    """Return a variable as a whole number. Raises BadSetting when it is none."""
    value = text(name, environ=environ)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadSetting(name, value, "a whole number") from None


def words(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return a comma-separated variable as a list without empty parts."""
    parts = text(name, default, environ=environ).split(",")
    return [part.strip() for part in parts if part.strip()]


def database(url: str, *, name: str) -> dict[str, object]:
    """Return Django's connection settings for a postgresql:// address.

    A host that begins with a slash, percent-encoded, is the directory of a Unix socket.
    Raises BadSetting (naming the variable, never the password) for anything else.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadSetting(name, "…", _DATABASE) from None
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting(name, f"{parts.scheme}://…", _DATABASE)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
    }
