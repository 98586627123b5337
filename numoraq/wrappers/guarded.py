"""A session of `requests`, for libraries that bring their own calls, that stays outside.

A host is looked up once, judged, and called at the very address that was judged: a name that
answers differently the second time leads nowhere else.
"""

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from numoraq.lib import public_hosts


class OutsideConnection(HTTPSConnection):
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


class OutsidePool(HTTPSConnectionPool):
    """Connections to one public host."""

    ConnectionCls = OutsideConnection


class OutsideAdapter(HTTPAdapter):
    """Calls public hosts by HTTPS."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections of ours."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": OutsidePool}


class RefusingAdapter(HTTPAdapter):
    """Calls nobody."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse: secrets do not travel in clear."""
        raise requests.ConnectionError(f"not encrypted: {request.url}")


def limit(session: requests.Session) -> requests.Session:
    """Have a session call public hosts by HTTPS, and nothing else."""
    session.mount("https://", OutsideAdapter())
    session.mount("http://", RefusingAdapter())
    return session
