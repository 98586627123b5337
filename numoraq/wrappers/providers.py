"""The providers of outside data: where they live, and how much they may send."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from numoraq.wrappers.breaker import PAUSE


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `base` is an address without a slash at its end; bodies are in bytes.

    `pause` is how long it is left alone after it failed too often.
    """

    name: str
    base: str
    max_bytes: int
    pause: timedelta = PAUSE

    @property
    def origin(self) -> tuple[str, str]:
        """The scheme and the host with port, the only ones that calls may go to."""
        parts = urlsplit(self.base)
        return parts.scheme, parts.netloc


def ecb() -> Provider:
    """Return the European Central Bank: reference rates, published each working day."""
    return Provider("ecb", settings.ECB_URL.rstrip("/"), max_bytes=8 * 1024 * 1024)


def twilio() -> Provider:
    """Return Twilio, which sends text messages. People wait for those: it is tried again soon."""
    base = settings.TWILIO_URL.rstrip("/")
    return Provider("twilio", base, max_bytes=64 * 1024, pause=timedelta(minutes=1))
