"""The parameters of a request: decoded from the form, and read one by one with their types."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from premium.fakestripe import errors
from premium.fakestripe.shapes import Json

_PART = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")
_ADDRESS = re.compile(r"https?://[!-~]+")
_DEEPEST = 8  # brackets of a name


def decode(pairs: Iterable[tuple[str, str]]) -> Json:
    """Return `a[b]=1` and `c[0][d]=2` as dictionaries and lists. Raises Refused."""
    root: Json = {}
    for name, value in pairs:
        parts = _PART.findall(name)
        if not parts or len(parts) > _DEEPEST:
            raise errors.invalid(name, f"Invalid request: {name}")
        here = root
        for part in parts[:-1]:
            here = here.setdefault(part or str(len(here)), {})
            if not isinstance(here, dict):
                raise errors.invalid(name, f"Invalid object: {name}")
        here[parts[-1] or str(len(here))] = value
    decoded: Json = _with_lists(root, top=True)
    return decoded


def _with_lists(value: Any, *, top: bool = False) -> Any:
    if not isinstance(value, dict):
        return value
    # The keys of metadata are anybody's, and may be numbers.
    inner = {k: one if k == "metadata" else _with_lists(one) for k, one in value.items()}
    if inner and not top and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


class Params:
    """Some parameters, and the name under which they were sent. Every reader raises Refused."""

    def __init__(self, data: Json, *, under: str = "") -> None:
        self.data = data
        self._under = under

    def name(self, key: str) -> str:
        """Return a parameter's name as it is called in errors."""
        return f"{self._under}[{key}]" if self._under else key

    def only(self, *known: str) -> None:
        """Refuse a parameter that is not among those known."""
        for key in self.data:
            if key not in known:
                raise errors.unknown(self.name(key))

    def has(self, key: str) -> bool:
        """Return whether a parameter was sent, even if it is empty."""
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str | None:
        """Return a text; an empty one unsets, as at Stripe."""
        value = self.data.get(key, default)
        if value is not None and not isinstance(value, str):
            raise errors.invalid(self.name(key), f"Invalid string: {self.name(key)}")
        return value or None

    def need(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.text(key)
        if value is None:
            raise errors.required(self.name(key))
        return value

    def address(self, key: str) -> str | None:
        """Return the address of a page: http or https, without a blank or worse inside."""
        value = self.text(key)
        if value is None:
            return None
        if not _ADDRESS.fullmatch(value):
            raise errors.Refused("Not a valid URL", code="url_invalid", param=self.name(key))
        return value

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """Return one of the words known."""
        value = self.text(key, default) or default
        if value is None:
            raise errors.required(self.name(key))
        if value not in known:
            wanted = ", ".join(sorted(known))
            raise errors.invalid(self.name(key), f"Invalid {key}: must be one of {wanted}")
        return value

    def integer(
        self, key: str, default: int | None = None, *, least: int = 0, most: int = 2**53
    ) -> int | None:
        """Return a whole number between two bounds."""
        value = self.text(key)
        if value is None:
            return default
        if not re.fullmatch(r"-?[0-9]{1,16}", value):
            raise errors.Refused(
                f"Invalid integer: {value}", code="parameter_invalid_integer", param=self.name(key)
            )
        if not least <= int(value) <= most:
            said = f"{self.name(key)} must be between {least} and {most}"
            raise errors.invalid(self.name(key), said)
        return int(value)

    def boolean(self, key: str, default: bool = False) -> bool:
        """Return a yes or no."""
        value = self.text(key)
        if value is None:
            return default
        if value not in {"true", "false"}:
            raise errors.invalid(self.name(key), f"Invalid boolean: {value}")
        return value == "true"

    def inner(self, key: str) -> "Params":
        """Return the parameters inside a parameter; none when it was not sent."""
        value = self.data.get(key) or {}
        if not isinstance(value, dict):
            raise errors.invalid(self.name(key), f"Invalid object: {self.name(key)}")
        return Params(value, under=self.name(key))

    def rows(self, key: str) -> list["Params"]:
        """Return the parameters of each member of a list."""
        value = self.data.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise errors.invalid(self.name(key), f"Invalid array: {self.name(key)}")
        return [Params(one, under=f"{self.name(key)}[{at}]") for at, one in enumerate(value)]

    def texts(self, key: str) -> list[str]:
        """Return a list of texts."""
        value = self.data.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise errors.invalid(self.name(key), f"Invalid array: {self.name(key)}")
        return value

    def metadata(self, known: dict[str, str] | None = None) -> dict[str, str]:
        """Return metadata as it is afterwards: sent keys on top, empty ones taken away."""
        if self.data.get("metadata") == "":
            return {}
        merged = {**(known or {}), **self.inner("metadata").data}
        for key, value in merged.items():
            if not isinstance(value, str) or len(key) > 40 or len(value) > 500:
                where = f"{self.name('metadata')}[{key}]"
                raise errors.invalid(where, "Metadata: keys to 40, values to 500 characters")
        if len(merged) > 50:
            raise errors.invalid(self.name("metadata"), "Metadata can have up to 50 keys")
        return {key: value for key, value in merged.items() if value}
