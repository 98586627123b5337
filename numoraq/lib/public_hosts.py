"""Which hosts are on the public network: an address somebody types must not reach inside ours."""

import ipaddress
import socket
from typing import Final
from urllib.parse import urlsplit

_NAT64: Final = ipaddress.ip_network("64:ff9b::/32")  # carries addresses of the other kind


class NotPublic(ValueError):
    """An address leads into a private network, or is none of HTTPS."""


def check(url: str) -> None:
    """Refuse an address that is not HTTPS, or whose host is not public in each of its addresses.

    Raises NotPublic, also for a host that nobody knows.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise NotPublic("no address") from error
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise NotPublic(f"{parts.scheme}://{parts.hostname}")
    resolve(parts.hostname, port)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a public host. Raises NotPublic when one of them is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotPublic(f"no such host: {host}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(map(is_public, addresses)):
        raise NotPublic(host)
    return addresses


def is_public(address: str) -> bool:
    """Return whether an address is on the public network, and every one that it carries inside."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = [getattr(parsed, name, None) for name in ("ipv4_mapped", "sixtofour")]
    if parsed.is_reserved or getattr(parsed, "is_site_local", False) or parsed in _NAT64:
        return False
    return all(one.is_global and not one.is_multicast for one in (parsed, *filter(None, inner)))
