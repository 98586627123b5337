"""What somebody reads on a page."""

import html
import re
from typing import Protocol


class Response(Protocol):
    """What the test client returns."""

    @property
    def content(self) -> bytes:
        """Return the page as it was sent."""


def text(response: Response) -> str:
    """Return the words of a page without its markup, blanks made one."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", bare)).split())


def section(response: Response, ident: str) -> str:
    """Return the words of the section that a heading with this id names."""
    match = re.search(
        rf'<section[^>]*aria-labelledby="{ident}".*?</section>',
        response.content.decode(),
        re.DOTALL,
    )
    assert match, ident
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", match.group())).split())
