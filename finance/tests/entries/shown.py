"""What somebody reads on a page of entries."""

import html
import re

from finance.tests.pages.reading import Response


def text(response: Response) -> str:
    """Return the words of a page, each element apart, read-outs in one piece."""
    apart = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    words = " ".join(apart.split())
    return re.sub(r"([€$−]) (?=\d)", r"\1", re.sub(r"(\d) (?=[.,]\d\d\b)", r"\1", words))


def main(response: Response) -> str:
    """Return the words of the page inside its frame."""
    found = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert found
    return text(_Part(found.group().encode()))


def rows(response: Response) -> list[str]:
    """Return the names of the rows of a list."""
    found = re.findall(r'class="nm"><bdi>(.*?)</bdi>', response.content.decode())
    return [html.unescape(name) for name in found]


def link(response: Response, rel: str) -> str | None:
    """Return where the link to the page before ("prev") or after ("next") leads."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', response.content.decode())
    return html.unescape(found[1]) if found else None


def hidden(response: Response, name: str) -> str:
    """Return what a hidden input of a form holds."""
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return html.unescape(found[1])


class _Part:
    def __init__(self, content: bytes) -> None:
        self.content = content
