"""An endpoint that hears of events: it checks the signature as Stripe's library does."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe

SECRET = "whsec_of_the_receiver"
_LIMIT = 30.0  # seconds


@dataclass
class Receiver:
    """What has arrived, and with which status the next ones are answered."""

    url: str = ""
    heard: list[stripe.Event] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # used up one by one; then 200

    def names(self) -> list[str]:
        """Return the types of events, in the order they came."""
        return [one.type for one in self.heard]

    def wait_for(self, name: str, *, times: int = 1) -> stripe.Event:
        """Return the newest event of a type, once it has come often enough."""
        until = time.monotonic() + _LIMIT
        while self.names().count(name) < times:
            assert time.monotonic() < until, self.names()
            time.sleep(0.01)
        return [one for one in self.heard if one.type == name][-1]


@contextmanager
def listening() -> Iterator[Receiver]:
    """Run a receiver on a free port."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            construct: Any = stripe.Webhook.construct_event
            event = construct(body, self.headers["Stripe-Signature"], SECRET)
            status = receiver.answers.pop(0) if receiver.answers else 200
            if status == 200:
                receiver.heard.append(event)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/stripe/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()
