"""The control panel, and the same as JSON for tests: /_fake/."""

import hmac
import json
import re
from typing import Any

from premium.fakestripe import api, controls, panelpage
from premium.fakestripe.api import Request
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.replies import Reply, redirect, shown
from premium.fakestripe.shapes import Json, public
from premium.fakestripe.store import Store


def answer(store: Store, request: Request, posted: dict[str, str]) -> Reply:
    """Show the panel, or do what it is asked: with its secret, or as JSON with a test key."""
    with store.transaction() as books:
        if request.method == "GET" and request.path == "/_fake/":
            return shown(panelpage.draw(books))
        if request.method == "GET" and request.path == "/_fake/deliveries":
            return _json(_deliveries(books))
        if request.method != "POST" or request.path not in {"/_fake/", "/_fake/clock"}:
            raise Refused("There is no such page.", status=404)
        if api.is_key(request.header("Authorization")):
            return _json(public(_from_json(books, request)))
        if not hmac.compare_digest(books.panel_secret(), posted.get("secret", "")):
            raise Refused("This form has expired; reload the page.", status=403, param="secret")
        wish, _, identity = posted.get("do", "").partition(":")
        controls.run(books, wish, identity, _number(posted.get("amount")))
        return redirect("/_fake/")


def _from_json(books: Books, request: Request) -> Json:
    try:
        sent: dict[str, Any] = json.loads(request.body)
    except ValueError:
        raise Refused("This is no JSON.") from None
    if request.path == "/_fake/clock":
        return controls.run(books, "advance", "", _number(str(sent.get("advance"))))
    amount = sent.get("amount")
    wish, identity = str(sent.get("do")), str(sent.get("id", ""))
    return controls.run(books, wish, identity, None if amount is None else _number(str(amount)))


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise Refused("This is no whole number.", param="amount")
    return int(text)


def _json(found: object) -> Reply:
    return Reply(200, json.dumps(found).encode(), {"Content-Type": "application/json"})


def _deliveries(books: Books) -> list[Json]:
    """Return every delivery: the event, its type, and how it went, oldest first."""
    sql = (
        "SELECT outbox.event, json_extract(objects.data, '$.type') AS type, outbox.state,"
        " outbox.attempts, outbox.answer FROM outbox JOIN objects ON objects.id = outbox.event"
        " ORDER BY outbox.seq"
    )
    return [dict(row) for row in books.db.execute(sql)]
