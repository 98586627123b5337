"""The providers of outside data: where they live, and how much they may send."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `base` is an address without a slash at its end; bodies are in bytes."""

    name: str
    base: str
    max_bytes: int

    @property
    def origin(self) -> tuple[str, str]:
        """The scheme and the host with port, the only ones that calls may go to."""
        parts = urlsplit(self.base)
        return parts.scheme, parts.netloc


def ecb() -> Provider:
    """Return the European Central Bank: reference rates, published each working day."""
    return Provider("ecb", settings.ECB_URL.rstrip("/"), max_bytes=8 * 1024 * 1024)
