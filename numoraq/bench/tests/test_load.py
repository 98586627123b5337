"""The load, against a real server on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from numoraq.bench import load


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.headers.get("Cookie", "").encode()
        self.send_response(200 if self.path == "/ok/" else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def base() -> Iterator[str]:
    """Serve two pages, one of them broken."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_load_counts_what_it_asked(base: str) -> None:
    found = load.run(base, "/ok/", headers={"Cookie": "a=b"}, connections=2, requests=10)
    assert len(found.seconds) == 10
    assert found.body_bytes == 3
    assert found.per_second > 0


def test_a_broken_page_is_not_measured(base: str) -> None:
    with pytest.raises(load.WrongAnswer, match="500"):
        load.run(base, "/broken/", headers={}, connections=1, requests=2)
