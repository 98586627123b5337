"""Somebody in front of a browser, and what must be true of every page they see."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

KEEPS_SHOTS = bool(os.environ.get("NUMORAQ_SCREENSHOTS"))
SHOTS = Path(settings.BASE_DIR) / "docs" / "screenshots"
WIDTHS = (1280, 390)
SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """A browser page, with the troubles it has met: errors of scripts, pages and policies."""

    def __init__(self, page: "Page", home: str) -> None:
        self.page = page
        self.home = home
        self.troubles: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("request", self._watch)

    @classmethod
    @contextmanager
    def arrive(cls, chromium: Any, home: str, **options: Any) -> Iterator[Self]:
        """Open a new browser context on the site."""
        size = {"width": WIDTHS[0], "height": 900}
        # Transitions between pages end with an error when the window changes its size meanwhile.
        still = {"reduced_motion": "reduce", "locale": "en-US", "service_workers": "block"}
        options = {"viewport": size, **still, **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(15_000)
        try:
            yield cls(context.new_page(), home)
        finally:
            context.close()

    def open(self, path: str) -> None:
        """Go to a page of the site."""
        self.page.goto(self.home + path, wait_until="load")

    def at(self, path: str) -> bool:
        """Return whether the page is the one at a path."""
        return urlsplit(self.page.url).path == path

    def inspect(self, name: str = "") -> None:
        """Check the page at both widths, light and dark: it must fit, and axe must find nothing.

        With NUMORAQ_SCREENSHOTS set, named pages are kept as the pictures of the README.
        """
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in WIDTHS:
                self.page.set_viewport_size({"width": width, "height": 900})
                self._must_fit(width)
                self._must_be_accessible(f"{scheme} {width}")
                if name and KEEPS_SHOTS:
                    path = SHOTS / f"{name}-{scheme}-{width}.png"
                    self.page.screenshot(path=path, full_page=True)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    def _must_fit(self, width: int) -> None:
        widest = self.page.evaluate("document.documentElement.scrollWidth")
        assert widest <= width, f"{self.page.url} is {widest} px wide on a screen of {width}"

    def _must_be_accessible(self, where: str) -> None:
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
        told = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
        assert told == [], f"{self.page.url}, {where}: {told}"

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.troubles.append(f"console: {message.text}")

    def _watch(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.hostname not in {
            "localhost",
            "cms.localhost",
        }:
            self.troubles.append(f"left the site: {request.url}")
