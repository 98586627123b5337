"""Ctrl-C, SIGTERM and a closed terminal, noticed at safe points only.

A signal never raises in the middle of a step: between starting a process and writing it down
nothing may get lost. Whoever waits, waits through `pause`, which ends at once on a signal.
"""

import contextlib
import os
import select
import signal
from types import FrameType, TracebackType
from typing import Any, Self

from numoraq.embedded.failure import Stopped

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """Counts requests to stop while the context is open."""

    def __init__(self) -> None:
        self.count = 0
        self.last: int | None = None
        self._read, self._write = (
            os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
        )
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in _STOPPING:
            self._before[number] = signal.signal(number, self._note)
        # A child that ends wakes the waiting, too.
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, self._wake)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        self.last = number
        self._wake(number, frame)

    def _wake(self, number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(BlockingIOError):  # enough wake-ups are waiting
            os.write(self._write, b".")

    def pause(self, seconds: float) -> None:
        """Wait, or less when a signal came. Raises Stopped when it asked to stop."""
        self.check()
        self.rest(seconds)
        self.check()

    def check(self) -> None:
        """Raise Stopped when somebody asked to stop."""
        if self.count:
            raise Stopped

    def rest(self, seconds: float) -> None:
        """Wait, or less when a signal came; never raises. For the time of stopping."""
        if select.select([self._read], [], [], seconds)[0]:
            os.read(self._read, 4096)
