"""A provider to call, and no waiting between attempts."""

from collections.abc import Iterator

import pytest
import stamina
from pytest_django import Settings

from numoraq.wrappers.tests import server
from numoraq.wrappers.tests.server import Server


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def provider(settings: Settings) -> Iterator[Server]:
    """Return a provider that the settings take for the ECB."""
    with server.running() as running:
        settings.ECB_URL = running.base
        yield running
