"""A time by which a whole answer is here, or its connection is cut.

A library's time-out counts from one piece to the next: whoever sends a byte now and then, be it of
the headers, would hold whoever waits for as long as they like.
"""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, Timer
from typing import Any, Final


class Deadline:
    """A time, and the connections that end with it."""

    def __init__(self, seconds: float) -> None:
        self.is_over = seconds <= 0
        self._held: list[socket.socket] = []
        self._lock = Lock()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True
        if not self.is_over:
            self._timer.start()

    def hold(self, connection: socket.socket) -> None:
        """Cut a connection when the time is over: at once if it is."""
        held = connection.dup()  # the library's own is wrapped and closed as it likes
        with self._lock:
            self._held.append(held)
            if self.is_over:
                _shut(held)

    def end(self) -> None:
        """Let go of what is held."""
        self._timer.cancel()
        with self._lock:
            for held in self._held:
                held.close()
            self._held.clear()

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            for held in self._held:
                _shut(held)


_CURRENT: Final[ContextVar[Deadline | None]] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[Deadline]:
    """Cut the connections that are made inside the block when some seconds are over."""
    deadline = Deadline(seconds)
    token = _CURRENT.set(deadline)
    try:
        yield deadline
    finally:
        _CURRENT.reset(token)
        deadline.end()


def hold(connection: socket.socket) -> None:
    """Have a connection that was just made end with the block it was made in."""
    deadline = _CURRENT.get()
    if deadline is not None:
        deadline.hold(connection)


def trace(event: str, info: Mapping[str, Any]) -> None:
    """Hold what httpx connects to: for its extension of this name."""
    if event == "connection.connect_tcp.complete":
        hold(info["return_value"].get_extra_info("socket"))


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster
