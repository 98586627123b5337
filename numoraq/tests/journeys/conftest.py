"""A browser for the journeys. Without Chromium they are skipped, visibly, or fail if required."""

import os
import shutil
from collections.abc import Iterator

import pytest
from pytest_django.live_server_helper import LiveServer

from numoraq.tests.journeys.visitor import Visitor

REQUIRED = os.environ.get("NUMORAQ_BROWSER_TESTS") == "required"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP cms.localhost 127.0.0.1",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """Start Chromium for the journeys of a module, as its event loop must not outlive them.

    Skips, or fails where browser tests are required, without it.
    """
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        path = ""
    if not path:
        if REQUIRED:
            pytest.fail("NUMORAQ_BROWSER_TESTS=required, but Chromium or playwright is missing")
        pytest.skip("no Chromium, or requirements-browser.txt is not installed")
    expect.set_options(timeout=15_000)  # milliseconds: as patient as everything else here
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(
    chromium: object, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Return somebody who opens the site in a fresh browser, on a screen 1280 px wide."""
    with Visitor.arrive(chromium, live_server.url.replace("127.0.0.1", "localhost")) as visitor:
        yield visitor
        assert visitor.troubles == []
