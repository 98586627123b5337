"""Delivery of events: signed, tried again until they are taken, in no promised order.

Source: docs.stripe.com/webhooks. What is to be delivered is in the file, so that a restart goes on.
"""

import contextlib
import hashlib
import hmac
import http.client
import logging
import random
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from premium.fakestripe import events
from premium.fakestripe.books import Books
from premium.fakestripe.store import Store

LOG = logging.getLogger(__name__)
# Seconds from each failure to the next try. Shorter at first than Stripe's: somebody is watching.
DELAYS = (0.5, 1, 2, 5, 15, 60, 300, 900, 3600, 3600, 3600, 3600)
_TIMEOUT = 20.0  # seconds an endpoint has to answer
_LONGEST_SLEEP = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Parcel:
    """One event on its way to one endpoint."""

    seq: int
    url: str
    secret: str
    body: bytes
    attempts: int


def sign(body: bytes, *, secret: str, at: int) -> str:
    """Return the Stripe-Signature of a body, at Unix seconds by the real clock."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={digest.hexdigest()}"


class Courier:
    """The thread that delivers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be something to deliver."""
        self._wake.set()

    def stop(self) -> None:
        """End after the delivery that runs."""
        self._stopping = True
        self.wake()
        self._thread.join(_TIMEOUT)

    def _work(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                is_idle = not self._deliver()
            except Exception:  # one fault must not end all deliveries
                LOG.exception("a delivery")
                is_idle = True
            if is_idle:
                self._wake.wait(_LONGEST_SLEEP)

    def _deliver(self) -> bool:
        """Deliver one event, and return whether there was one."""
        with self._store.transaction() as books:
            parcel = due(books, at=time.time())
        if parcel is None:
            return False
        answer = post(parcel)
        with self._store.transaction() as books:
            note(books, parcel, answer=answer)
        return True


def due(books: Books, *, at: float) -> Parcel | None:
    """Return what is to be delivered now, if anything; `at` is Unix seconds by the real clock."""
    if books.knob("is_paused"):
        return None
    sql = "SELECT * FROM outbox WHERE state = 'pending' AND due <= ? ORDER BY due, seq LIMIT 10"
    rows = books.db.execute(sql, (at,)).fetchall()
    if not rows:
        return None
    row = random.choice(rows) if books.knob("is_shuffled") else rows[0]  # noqa: S311 no secret
    endpoint = books.get("webhook_endpoint", row["endpoint"])
    body = events.body(books, row["event"])
    return Parcel(row["seq"], endpoint["url"], endpoint["_secret"], body, row["attempts"])


def post(parcel: Parcel) -> str:
    """Deliver once. Returns the status of the answer, or what went wrong."""
    parts = urlsplit(parcel.url)
    is_tls = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": sign(parcel.body, secret=parcel.secret, at=int(time.time())),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    try:
        with contextlib.closing(kind(parts.netloc, timeout=_TIMEOUT)) as connection:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, parcel.body, headers)
            return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__


def note(books: Books, parcel: Parcel, *, answer: str) -> None:
    """Write down how a delivery went, and when it is tried again."""
    if answer.startswith("2"):
        state, wait = "delivered", 0.0
    elif parcel.attempts >= len(DELAYS):
        state, wait = "failed", 0.0
    else:
        state, wait = "pending", DELAYS[parcel.attempts]
    if state == "delivered" and parcel.attempts == 0 and books.knob("is_doubled"):
        state = "pending"  # it comes once more, as it may
    sql = "UPDATE outbox SET state = ?, attempts = attempts + 1, answer = ?, due = ? WHERE seq = ?"
    books.write(sql, (state, answer, time.time() + wait, parcel.seq))
