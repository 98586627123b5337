"""What somebody reads on a page."""

import html
import re

from django.http import HttpResponse


def text(response: HttpResponse) -> str:
    """Return the words of a page without its markup, blanks made one."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", bare)).split())


def section(response: HttpResponse, ident: str) -> str:
    """Return the words of the section that a heading with this id names."""
    match = re.search(
        rf'<section[^>]*aria-labelledby="{ident}".*?</section>',
        response.content.decode(),
        re.DOTALL,
    )
    assert match, ident
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", match.group())).split())
