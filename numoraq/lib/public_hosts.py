"""Which hosts are on the public network: an address somebody types must not reach inside ours."""

import ipaddress
import socket
from urllib.parse import urlsplit


class NotPublic(ValueError):
    """An address leads into a private network, or is none of HTTPS."""


def check(url: str) -> None:
    """Refuse an address that is not HTTPS, or whose host is not public in each of its addresses.

    Raises NotPublic, also for a host that nobody knows.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise NotPublic(f"{parts.scheme}://{parts.hostname}")
    resolve(parts.hostname, parts.port or 443)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a public host. Raises NotPublic when one of them is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotPublic(f"no such host: {host}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(map(_is_public, addresses)):
        raise NotPublic(host)
    return addresses


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    return parsed.is_global and not parsed.is_multicast and (inner is None or inner.is_global)
