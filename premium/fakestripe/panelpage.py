"""What the control panel looks like."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from premium.fakestripe import amounts, controls
from premium.fakestripe.books import Books
from premium.fakestripe.markup import Html, Part, button, form, join, page, tag
from premium.fakestripe.shapes import Json

_HOUR = 3600  # seconds
_STEPS = (("1 hour", 1), ("1 day", 24), ("31 days", 31 * 24), ("366 days", 366 * 24))
_SHOWN = 25  # of each kind, the newest

type Row = Callable[[Books, Json], tuple[str, list[Html]]]


def draw(books: Books) -> str:
    """Return the panel: the clock, and what there is with what can be done to it."""
    now = datetime.fromtimestamp(books.now, UTC).strftime("%Y-%m-%d %H:%M:%S")
    steps = [_act(books, f"+ {label}", "advance", amount=hours * _HOUR) for label, hours in _STEPS]
    waiting = books.find("payment_intent", status="processing")[:_SHOWN]
    return page(
        "Control panel",
        tag("p", f"It is {now} here, in UTC."),
        tag("div", *steps, class_="row"),
        tag("h2", "Rules"),
        _things((said, [_switch(books, name)]) for name, said in controls.SWITCHES.items()),
        _section(books, "Subscriptions", books.newest("subscription", _SHOWN), _subscription),
        _section(books, "Delayed payments", waiting, _intent),
        _section(books, "Charges", books.newest("charge", _SHOWN), _charge),
        _section(books, "Refunds", books.newest("refund", _SHOWN), _refund),
        _section(books, "Disputes", books.newest("dispute", _SHOWN), _dispute),
        _section(books, "Checkout pages", books.newest("checkout.session", _SHOWN), _session),
        _section(books, "Events", books.newest("event", _SHOWN), _event),
        wide=True,
    )


def _act(books: Books, label: str, wish: str, *, identity: str = "", amount: int = 0) -> Html:
    hidden = tag("input", type="hidden", name="amount", value=str(amount)) if amount else None
    inside = join(hidden, button(label, f"{wish}:{identity}"))
    return form("/_fake/", books.panel_secret(), inside)


def _switch(books: Books, name: str) -> Html:
    label = "Turn off" if books.knob(name) else "Turn on"
    return _act(books, label, "switch", identity=name)


def _section(books: Books, title: str, found: list[Json], row: Row) -> Html:
    if not found:
        return join(tag("h2", title), tag("p", "None.", class_="quiet"))
    return join(tag("h2", title), _things(row(books, one) for one in found))


def _things(rows: Iterable[tuple[str, list[Html]]]) -> Html:
    cells: list[Part] = [
        tag("li", tag("p", said), tag("div", *buttons, class_="row")) for said, buttons in rows
    ]
    return tag("ul", *cells, class_="things")


def _said(found: Json) -> str:
    amount = amounts.shown(found["amount"], found["currency"])
    return f"{found['id']}: {amount}, {found['status']}"


def _subscription(books: Books, found: Json) -> tuple[str, list[Html]]:
    said = f"{found['id']} of {found['customer']}: {found['status']}"
    if found["status"] in {"canceled", "incomplete_expired"}:
        return said, []
    if found.get("_fail_next"):
        return f"{said}; the next payment will fail", []
    return said, [_act(books, "Fail the next payment", "fail_next", identity=found["id"])]


def _intent(books: Books, found: Json) -> tuple[str, list[Html]]:
    arrive = _act(books, "Let it arrive", "settle", identity=found["id"])
    return _said(found), [arrive, _act(books, "Let it fail", "bounce", identity=found["id"])]


def _charge(books: Books, found: Json) -> tuple[str, list[Html]]:
    left = found["amount_captured"] - found["amount_refunded"]
    if left <= 0 or found["disputed"]:
        what = "disputed" if found["disputed"] else "refunded" if found["refunded"] else "not paid"
        return f"{_said(found)}, {what}", []
    field = tag(
        "label",
        "Part, in the smallest unit ",
        tag("input", type="number", name="amount", min="1", max=str(left), required=""),
    )
    key = found["id"]
    part = form("/_fake/", books.panel_secret(), field, button("Refund part", f"refund:{key}"))
    whole = _act(books, "Refund all", "refund", identity=key)
    return _said(found), [whole, part, _act(books, "Dispute", "dispute", identity=key)]


def _refund(books: Books, found: Json) -> tuple[str, list[Html]]:
    if found["status"] != "succeeded":
        return _said(found), []
    return _said(found), [_act(books, "Let it fail", "fail_refund", identity=found["id"])]


def _dispute(books: Books, found: Json) -> tuple[str, list[Html]]:
    if found["status"] in {"won", "lost"}:
        return _said(found), []
    won = _act(books, "Close as won", "win", identity=found["id"])
    return _said(found), [won, _act(books, "Close as lost", "lose", identity=found["id"])]


def _session(_books: Books, found: Json) -> tuple[str, list[Html]]:
    link = [tag("a", "Open the page", href=found["url"])] if found["url"] else []
    amount = amounts.shown(found["amount_total"], found["currency"])
    return f"{found['id']}: {amount}, {found['status']}, {found['payment_status']}", link


def _event(books: Books, found: Json) -> tuple[str, list[Html]]:
    sql = "SELECT state, attempts, answer FROM outbox WHERE event = ? ORDER BY seq"
    went = [
        f"{row['state']} after {row['attempts']} ({row['answer'] or 'no answer yet'})"
        for row in books.db.execute(sql, (found["id"],))
    ]
    said = f"{found['type']} {found['id']}: {'; '.join(went) or 'nobody to tell'}"
    return said, [_act(books, "Deliver again", "redeliver", identity=found["id"])]
