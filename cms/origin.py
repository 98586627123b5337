"""Where the request behind the running code came from: for the audit log, without passing it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

_USER_AGENT_LENGTH = 500

_request: ContextVar[HttpRequest | None] = ContextVar("cms_origin", default=None)


@dataclass(frozen=True, slots=True)
class Origin:
    """An address, None when there is no request or no address, and the browser's own words."""

    ip_address: str | None = None
    user_agent: str = ""


@contextmanager
def coming_from(request: HttpRequest) -> Iterator[None]:
    """Run a block as the consequence of a request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def current() -> Origin:
    """Return where the running code was asked from; nothing for jobs and commands."""
    request = _request.get()
    if request is None:
        return Origin()
    agent = request.headers.get("user-agent", "")
    return Origin(client_ip(request), agent.replace("\0", "")[:_USER_AGENT_LENGTH])


def client_ip(request: HttpRequest) -> str | None:
    """Return the address of the client, None when it cannot be known.

    Each of our proxies appends the address it saw, so with n of them the n-th from the end is
    the client's; whatever stands before it was sent by the client and may be a lie.
    """
    count: int = settings.TRUSTED_PROXY_COUNT
    seen = [part for part in request.headers.get("x-forwarded-for", "").split(",") if part]
    address = seen[-count] if len(seen) >= count > 0 else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return None
