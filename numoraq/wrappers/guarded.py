"""A session of `requests`, for libraries that bring their own calls, that stays outside.

A host is looked up once, judged, and called at the very address that was judged: a name that
answers differently the second time leads nowhere else. Answers are read whole: of a size, and
within a time that counts for all calls of the session together.
"""

import time
from io import BytesIO
from typing import Any, ClassVar, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from numoraq.lib import public_hosts
from numoraq.wrappers import deadlines

DEADLINE: Final = 15.0  # seconds for all calls of a session
MAX_BYTES: Final = 512 * 1024  # of one answer
REDIRECTS: Final = 3
_PIECE: Final = 16 * 1024


class PlainConnection(HTTPConnection):
    """A connection in clear that ends in time."""

    def _new_conn(self) -> Any:
        made = super()._new_conn()
        deadlines.hold(made)
        return made


class EncryptedConnection(HTTPSConnection):
    """A connection that ends in time."""

    def _new_conn(self) -> Any:
        made = super()._new_conn()
        deadlines.hold(made)
        return made


class OutsideConnection(EncryptedConnection):
    """A connection to a public host, encrypted."""

    def _new_conn(self) -> Any:
        name = self._dns_host
        try:
            self._dns_host = public_hosts.resolve(self.host, self.port or 443)[0]
        except public_hosts.NotPublic as error:
            raise requests.ConnectionError(f"not a public host: {error}") from error
        try:
            return super()._new_conn()
        finally:
            self._dns_host = name  # by which the certificate and the page are asked for


class PlainPool(HTTPConnectionPool):
    """Connections in clear to one host."""

    ConnectionCls = PlainConnection


class EncryptedPool(HTTPSConnectionPool):
    """Connections to one host."""

    ConnectionCls = EncryptedConnection


class OutsidePool(HTTPSConnectionPool):
    """Connections to one public host."""

    ConnectionCls = OutsideConnection


class BoundAdapter(HTTPAdapter):
    """Calls any host, and reads of an answer only so much and for so long."""

    pools: ClassVar[dict[str, Any]] = {"http": PlainPool, "https": EncryptedPool}

    def __init__(self, *, until: float) -> None:
        self.until = until
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections of ours."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools

    def send(
        self, request: requests.PreparedRequest, stream: bool = False, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Return a whole answer. Raises ConnectionError, also for one too large or too late."""
        with deadlines.within(self.until - time.monotonic()) as deadline:
            try:
                response = super().send(request, True, *args, **kwargs)
                body = _read(response)
            except requests.RequestException as error:
                if deadline.is_over:
                    raise requests.ConnectionError("not complete in time") from error
                raise
            finally:
                self.close()  # a connection that is kept would outlive what cuts it
            if deadline.is_over:  # a connection that is cut looks like an end
                raise requests.ConnectionError("not complete in time")
        response.raw = BytesIO(body)
        return response


class OutsideAdapter(BoundAdapter):
    """Calls public hosts by HTTPS."""

    pools: ClassVar[dict[str, Any]] = {"https": OutsidePool}


class RefusingAdapter(HTTPAdapter):
    """Calls nobody."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse: secrets do not travel in clear."""
        raise requests.ConnectionError(f"not encrypted: {request.url}")


def limit(session: requests.Session) -> requests.Session:
    """Have a session call public hosts by HTTPS and nothing else, for a while from now on."""
    bound(session, OutsideAdapter(until=time.monotonic() + DEADLINE))
    session.trust_env = False  # a proxy would look names up for itself
    session.mount("http://", RefusingAdapter())
    return session


def bound(session: requests.Session, adapter: BoundAdapter | None = None) -> requests.Session:
    """Have a session read of an answer only so much, for a while from now on."""
    adapter = adapter or BoundAdapter(until=time.monotonic() + DEADLINE)
    session.max_redirects = REDIRECTS
    session.headers["Accept-Encoding"] = "identity"
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


def _read(response: requests.Response) -> bytes:
    body = bytearray()
    try:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise requests.ConnectionError("compressed, though nobody asked for it")
        for piece in response.raw.stream(_PIECE, decode_content=False):
            body += piece
            if len(body) > MAX_BYTES:
                raise requests.ConnectionError(f"more than {MAX_BYTES} bytes")
    except HTTPError as error:
        raise requests.ConnectionError(f"not complete: {type(error).__name__}") from error
    finally:
        response.close()
    return bytes(body)
