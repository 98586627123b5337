"""The stand-in for Stripe, reached over HTTP, for tests of whatever speaks to it.

`fake_stripe` is a fresh one for each test, in a thread; `fake_stripe_process` can be killed. `pay`,
`advance` and `make` do what buyers, time and banks do; `parcels` are the events as they would be
posted.
"""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe

from premium.fakestripe.server import Service
from premium.fakestripe.webhooks import sign

KEY = "sk_test_" + "k" * 24
ROOT = Path(__file__).resolve().parents[3]
_LIMIT = 30.0  # seconds until something has come about


@dataclass(frozen=True)
class Answer:
    """What a page answered."""

    status: int
    body: str
    location: str


@dataclass
class FakeStripe:
    """A running stand-in: its address, its key, and what can be made to happen there."""

    data: Path
    webhook_url: str = ""
    webhook_secret: str = field(default_factory=lambda: "whsec_" + secrets.token_hex(16))
    key: str = KEY
    url: str = ""
    _seen: str | None = None

    def start(self) -> None:
        """Start it, on the port it had before if it had one."""
        self._service = Service(
            port=urlsplit(self.url).port or 0,
            data=self.data,
            webhook_url=self.webhook_url,
            webhook_secret=self.webhook_secret,
        )
        self.url = self._service.url
        self._thread = threading.Thread(target=self._service.run)
        self._thread.start()

    def stop(self) -> None:
        """Stop it; what it knows is kept."""
        self._service.stop()
        self._thread.join(_LIMIT)

    @property
    def client(self) -> stripe.StripeClient:
        """Stripe's own client, pointed here."""
        return stripe.StripeClient(self.key, base_addresses={"api": self.url})

    def make(self, wish: str, identity: str = "", amount: int | None = None) -> dict[str, Any]:
        """Make something happen: refund, dispute, win, lose, settle, bounce, fail_next, switch."""
        sent = {"do": wish, "id": identity, "amount": amount}
        made: dict[str, Any] = self._json("POST", "/_fake/", sent)
        return made

    def advance(self, seconds: int) -> int:
        """Put the clock forward; returns the new time. What is due by then has happened."""
        return int(self._json("POST", "/_fake/clock", {"advance": seconds})["now"])

    def deliveries(self) -> list[dict[str, Any]]:
        """Return every delivery: event, type, state, attempts and answer, oldest first."""
        found: list[dict[str, Any]] = self._json("GET", "/_fake/deliveries", None)
        return found

    def wait_for_deliveries(self) -> None:
        """Wait until no delivery is pending."""
        until = time.monotonic() + _LIMIT
        while any(one["state"] == "pending" for one in self.deliveries()):
            assert time.monotonic() < until, self.deliveries()
            time.sleep(0.02)

    def pay(self, page_url: str, do: str = "pays") -> Answer:
        """Press a button of a page: pays, delayed, declines, challenge, challenged, cancel."""
        page = self.browse("GET", page_url)
        found = re.search(r'name="secret" value="([^"]+)"', page.body)
        assert found, page.body
        return self.browse("POST", page_url, {"secret": found[1], "do": do})

    press = pay  # the same, of the portal: switch:<subscription>:<price>, end:, keep:, card:pays

    def parcels(self) -> list[tuple[bytes, str]]:
        """Return the events since the last call, oldest first: body and Stripe-Signature."""
        found = self._events()
        bodies = [json.dumps(one).encode() for one in found]
        self._seen = found[-1]["id"] if found else self._seen
        at = int(time.time())
        return [(body, sign(body, secret=self.webhook_secret, at=at)) for body in bodies]

    def _events(self) -> list[dict[str, Any]]:
        """Return the events since the last ones seen, oldest first."""
        found: list[dict[str, Any]] = []
        rest = ""
        while True:
            page = self._json("GET", f"/v1/events?limit=100{rest}", None)
            for one in page["data"]:
                if one["id"] == self._seen:
                    return found[::-1]
                found.append(one)
            if not page["has_more"]:
                return found[::-1]
            rest = f"&starting_after={found[-1]['id']}"

    def browse(self, method: str, url: str, form: dict[str, str] | None = None) -> Answer:
        """Ask for a page, without following where it leads."""
        body = urlencode(form) if form is not None else None
        status, text, headers = self._ask(method, urlsplit(url).path, body, {})
        return Answer(status, text, headers.get("Location", ""))

    def _json(self, method: str, path: str, sent: object) -> Any:
        key = {"Authorization": f"Bearer {self.key}"}
        status, text, _ = self._ask(method, path, json.dumps(sent) if sent else None, key)
        assert status == 200, text
        return json.loads(text)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", urlsplit(self.url).port, timeout=_LIMIT)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode(), dict(response.getheaders())
        finally:
            connection.close()


class FakeStripeProcess(FakeStripe):
    """The same as a process of its own, which can be killed."""

    def start(self) -> None:
        """Start the process, on the port it had before if it had one."""
        port = urlsplit(self.url).port or 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "premium.fakestripe", "--port", str(port)],
            cwd=ROOT,
            env={
                **os.environ,
                "FAKE_STRIPE_DATA": str(self.data),
                "FAKE_STRIPE_WEBHOOK_URL": self.webhook_url,
                "FAKE_STRIPE_WEBHOOK_SECRET": self.webhook_secret,
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip().removeprefix("listening on ")
        assert self.url, "the stand-in did not start"

    def stop(self) -> None:
        """Ask the process to end."""
        assert self.end(signal.SIGTERM) == 0

    def end(self, how: signal.Signals) -> int:
        """Send the process a signal, and return how it ended."""
        self._process.send_signal(how)
        code = self._process.wait(_LIMIT)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code


@pytest.fixture
def fake_stripe(tmp_path: Path) -> Iterator[FakeStripe]:
    """Return a stand-in for Stripe that runs, and tells nobody of its events."""
    fake = FakeStripe(tmp_path / "payments.sqlite3")
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def fake_stripe_process(tmp_path: Path) -> Iterator[FakeStripeProcess]:
    """Return one that is a process of its own."""
    fake = FakeStripeProcess(tmp_path / "payments.sqlite3")
    fake.start()
    yield fake
    fake.stop()
