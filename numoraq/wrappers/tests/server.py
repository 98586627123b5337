"""A provider of outside data on this machine that can misbehave in every way."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

type Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Posted:
    """A form as it arrived."""

    headers: Message
    body: bytes


class Server:
    """Answers by path; `seen` has the paths that were asked for, `posted` the forms sent."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.seen: list[str] = []
        self.posted: list[Posted] = []
        self._answers: dict[str, list[Answer]] = {}

    def at(self, path: str, *answers: Answer) -> None:
        """Give these answers at a path, one after the other; the last one again and again."""
        self._answers[path] = list(answers)

    def next(self, path: str) -> Answer:
        """Return the answer to a request."""
        self.seen.append(path)
        waiting = self._answers.get(path, [status(404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def running() -> Iterator[Server]:
    """Run a server on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            server.next(self.path)(self)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            server.posted.append(Posted(self.headers, self.rfile.read(length)))
            self.do_GET()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server = Server(f"http://127.0.0.1:{http.server_port}/feed")
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def body(content: bytes, *, code: int = 200, **headers: str) -> Answer:
    """Return an answer with a body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        request.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return answer


def status(code: int) -> Answer:
    """Return an answer that is nothing but a status."""
    return body(b"", code=code)


def redirect(to: str) -> Answer:
    """Return an answer that points elsewhere."""
    return body(b"", code=302, Location=to)


def endless(piece: bytes) -> Answer:
    """Return an answer that never ends."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while True:
                request.wfile.write(piece)
        except OSError:
            return  # whoever asked has had enough

    return answer


def dripping(head: bytes, drop: bytes, *, seconds: float) -> Answer:
    """Return an answer that begins at once and then comes in 500 drops."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + head)
        try:
            for _ in range(500):
                request.wfile.write(drop)
                time.sleep(seconds)
        except OSError:
            return  # whoever asked has had enough

    return answer


def silent(seconds: float) -> Answer:
    """Return an answer that begins and then does not go on for a while."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "10")
        request.end_headers()
        time.sleep(seconds)

    return answer


def cut_off(request: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"not all")


# Each drop comes well before the time-out between two of them.
DRIPPING: Final = {
    "a head without end": dripping(b"", b"X-More: x\r\n", seconds=0.01),
    "a line without end": dripping(b"X-More: ", b"x", seconds=0.01),
    "a body of a length": dripping(b"Content-Length: 4000\r\n\r\n", b"x", seconds=0.01),
    "a body without a length": dripping(b"\r\n", b"x", seconds=0.01),
    "pieces": dripping(b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", seconds=0.01),
}
