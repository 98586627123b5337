"""A data directory, and a supervisor whose children end with the test."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from numoraq.embedded.data import DataDir
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.process import Guardian
from numoraq.embedded.supervisor import Supervisor
from numoraq.embedded.tests.driver import LIMIT


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    """Return a data directory that exists."""
    directory = DataDir(tmp_path / "data")
    directory.make()
    return directory


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    """Return a supervisor; whatever it started is stopped after the test."""
    with Interrupts() as interrupts:
        guardian = Guardian()
        one = Supervisor(interrupts=interrupts, guardian=guardian)
        yield one
        one.stop()
        guardian.dismiss()


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Return a function that waits for a test to succeed, and fails when it never does."""

    def wait(test: Callable[[], bool]) -> None:
        until = time.monotonic() + LIMIT
        while not test():
            assert time.monotonic() < until, "it never happened"
            time.sleep(0.02)

    return wait
