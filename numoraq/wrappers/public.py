"""One document from an address that somebody typed: from the public network, and no other.

The name is looked up once, each of its addresses is judged, and the call goes to an address that
was judged: a name that answers differently the second time leads nowhere else.
"""

import socket
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

import httpx

from numoraq.lib import public_hosts
from numoraq.wrappers import deadlines, errors

TIMEOUT: Final = httpx.Timeout(5.0)  # seconds to connect, and between two pieces of an answer
DEADLINE: Final = 15.0  # seconds for the whole answer

type Resolver = Callable[[str, int], Sequence[str]]


def get(
    url: str,
    *,
    max_bytes: int,
    resolve: Resolver | None = None,
    transport: httpx.BaseTransport | None = None,
) -> bytes:
    """Return the body at an HTTPS address of a public host; redirects are not followed.

    Raises ForeignHost for any other address, Unreachable, Refused, TooLarge.
    """
    host, address = judge(url, resolve=resolve)
    target = httpx.URL(url).copy_with(host=address)
    headers = {"Host": urlsplit(url).netloc, "Accept-Encoding": "identity", "User-Agent": "NumoraQ"}
    extensions = {"sni_hostname": host, "trace": deadlines.trace}
    with httpx.Client(timeout=TIMEOUT, trust_env=False, transport=transport) as http:
        request = http.build_request("GET", target, headers=headers, extensions=extensions)
        return _fetched(http, request, max_bytes=max_bytes)


def judge(url: str, *, resolve: Resolver | None = None) -> tuple[str, str]:
    """Return the host of an HTTPS address, and an address of it that may be called.

    Raises ForeignHost when it is not HTTPS, names a password, or has an address within a private
    network; Unreachable when nobody knows the host.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError as error:
        raise errors.ForeignHost("no address") from error
    if parts.scheme != "https" or not host or "@" in parts.netloc:
        raise errors.ForeignHost(f"{parts.scheme}://{host}")
    found = (resolve or addresses)(host, port)
    if not found or not all(public_hosts.is_public(address) for address in found):
        raise errors.ForeignHost(host)
    return host, found[0]


def addresses(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host. Raises Unreachable when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise errors.Unreachable(f"no such host: {host}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _fetched(http: httpx.Client, request: httpx.Request, *, max_bytes: int) -> bytes:
    late = f"not complete after {DEADLINE:.0f} seconds"
    with deadlines.within(DEADLINE) as deadline:
        try:
            response = http.send(request, stream=True)
            try:
                body = _read(response, max_bytes=max_bytes)
            finally:
                response.close()
        except httpx.TransportError as error:
            told = late if deadline.is_over else f"{type(error).__name__}: {error}"
            raise errors.Unreachable(told) from error
        if deadline.is_over:  # a connection that is cut looks like an end
            raise errors.Unreachable(late)
    return body


def _read(response: httpx.Response, *, max_bytes: int) -> bytes:
    if response.status_code >= 500:
        raise errors.Unreachable(f"HTTP {response.status_code}")
    if response.status_code != httpx.codes.OK:
        raise errors.Refused(f"HTTP {response.status_code}")
    pieces, size = [], 0
    for piece in response.iter_raw():
        size += len(piece)
        if size > max_bytes:
            raise errors.TooLarge(f"more than {max_bytes} bytes")
        pieces.append(piece)
    return b"".join(pieces)
