"""HTTP: a thread for each connection, on this machine only."""

import contextlib
import logging
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any

from premium.fakestripe import api, clock, endpoints, pages
from premium.fakestripe.api import Request, Response
from premium.fakestripe.store import Store
from premium.fakestripe.webhooks import Courier

LOG = logging.getLogger(__name__)
HOST = "127.0.0.1"  # never another: this is for one machine, and knows no users
_NAMES = frozenset({"127.0.0.1", "localhost"})
_LONGEST_BODY = 1_000_000  # bytes
_TICK = 1.0  # seconds


class Handler(BaseHTTPRequestHandler):
    """Reads requests, has them answered, and writes the answers."""

    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds a connection may be idle
    store: Store

    def do_GET(self) -> None:
        """Answer a reading request."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a request that changes something."""
        self._answer()

    def do_DELETE(self) -> None:
        """Answer a request that ends something."""
        self._answer()

    def _answer(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        if self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            return self._write(Response(411, b""))
        if not re.fullmatch(r"[0-9]{1,7}", length) or int(length) > _LONGEST_BODY:
            self.close_connection = True
            return self._write(Response(413, b""))
        sent = self.rfile.read(int(length))
        if len(sent) < int(length):  # cut off: what is left of it may mean something else
            self.close_connection = True
            return None
        body = sent.decode(errors="replace")
        # A name that leads here by somebody else's DNS is not ours: no page elsewhere may ask.
        if (self.headers.get("Host") or "").rpartition(":")[0] not in _NAMES:
            return self._write(Response(421, b"This is for this machine only."))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, query, body, headers)
        try:
            answer = api.answer if path.startswith("/v1/") else pages.answer
            response = answer(self.store, request)
        except Exception:
            LOG.exception("%s %s", self.command, path)
            response = Response(500, b'{"error": {"type": "api_error", "message": "A fault."}}')
        return self._write(response)

    def _write(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 its name there
        """Log a request at a level that is usually not shown."""
        LOG.debug(format, *args)


class Server(ThreadingHTTPServer):
    """Listens, and asks nobody what this machine is called."""

    daemon_threads = False  # so that closing waits for the answers that are being given
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[Handler]) -> None:
        super().__init__(address, handler)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Have a connection served by a thread of its own."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop listening and hear nobody out; returns when the last answer is given."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):  # the other side has gone already
                    connection.shutdown(socket.SHUT_RD)
        super().server_close()

    def server_bind(self) -> None:
        """Take the port; the library would look the name up, which takes long without a network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])


class Service:
    """The whole stand-in: its server, its courier, its clock."""

    def __init__(self, *, port: int, data: Path, webhook_url: str, webhook_secret: str) -> None:
        self._http = Server((HOST, port), Handler)
        self.url = f"http://{HOST}:{self._http.server_port}"
        self.store = Store(data, url=self.url)
        self._http.RequestHandlerClass = type("Bound", (Handler,), {"store": self.store})
        self._courier = Courier(self.store)
        self.store.on_commit = self._courier.wake
        self._stopping = threading.Event()
        with self.store.transaction() as books:
            endpoints.set_first(books, url=webhook_url, secret=webhook_secret)
            books.panel_secret()

    def run(self) -> None:
        """Serve until stopped from another thread."""
        self._courier.start()
        threading.Thread(target=self._tick, name="clock", daemon=True).start()
        self._http.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Stop serving; what is not delivered waits in the file."""
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._courier.stop()
        self.store.close()

    def _tick(self) -> None:
        while not self._stopping.wait(_TICK):
            try:
                clock.tick(self.store)
            except Exception:
                LOG.exception("the clock")
