"""The pages of browsers: which address is which page."""

import re
from urllib.parse import parse_qsl

from premium.fakestripe import markup, panel, paypages, portalpages
from premium.fakestripe.api import Request
from premium.fakestripe.errors import Refused
from premium.fakestripe.markup import page, tag
from premium.fakestripe.replies import Reply, shown
from premium.fakestripe.store import Store

_PAGES = {
    "pay": (paypages.show, paypages.act),
    "portal": (portalpages.show, portalpages.act),
}
_PAGE = re.compile(r"/(pay|portal)/(\w+)")


def answer(store: Store, request: Request) -> Reply:
    """Answer a browser; what a button changes is kept if, and only if, it worked."""
    if request.path == "/style.css":
        return Reply(200, markup.style().encode(), {"Content-Type": "text/css; charset=utf-8"})
    try:
        return _answer(store, request)
    except Refused as refusal:
        said = tag("p", str(refusal), class_="bad")
        return shown(page("This did not work", said), status=refusal.status)


def _answer(store: Store, request: Request) -> Reply:
    posted = dict(parse_qsl(request.body, keep_blank_values=True))
    if request.path.startswith("/_fake/"):
        return panel.answer(store, request, posted)
    found = _PAGE.fullmatch(request.path)
    if found is None:
        raise Refused("There is no such page.", status=404)
    show, act = _PAGES[found[1]]
    with store.transaction() as books:
        if request.method == "POST":
            return act(books, found[2], posted)
        return show(books, found[2])
