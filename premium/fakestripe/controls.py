"""What the control panel can make happen, which at Stripe buyers, banks and time would."""

from collections.abc import Callable

from premium.fakestripe import clock, disputes, errors, events, outcomes, refunds
from premium.fakestripe.books import Books
from premium.fakestripe.shapes import Json

SWITCHES = {
    "is_paused": "Delivery of events is paused",
    "is_lost": "New events get lost",
    "is_shuffled": "Events come in any order",
    "is_doubled": "Events come twice",
    "is_unpaid_kept": "Subscriptions stay, unpaid, when all tries to charge failed",
}


def run(books: Books, wish: str, identity: str, amount: int | None = None) -> Json:
    """Do what is wished to an object; returns what came of it. Raises Refused.

    `amount` is in the currency's smallest unit, and in seconds for the clock.
    """
    act = _ACTS.get(wish)
    if act is None:
        raise errors.unknown("do")
    return act(books, identity, amount)


def _advance(books: Books, _identity: str, amount: int | None) -> Json:
    if amount is None or not 0 <= amount <= clock.LONGEST:
        raise errors.invalid("amount", "Seconds, up to ten years: the clock only goes forward.")
    return {"now": clock.advance(books, amount)}


def _refund(books: Books, identity: str, amount: int | None) -> Json:
    return refunds.give_back(books, books.get("charge", identity), amount=amount)


def _fail_refund(books: Books, identity: str, _amount: int | None) -> Json:
    return refunds.fail(books, books.get("refund", identity))


def _dispute(books: Books, identity: str, _amount: int | None) -> Json:
    return disputes.begin(books, books.get("charge", identity))


def _win(books: Books, identity: str, _amount: int | None) -> Json:
    return disputes.end(books, books.get("dispute", identity), won=True)


def _lose(books: Books, identity: str, _amount: int | None) -> Json:
    return disputes.end(books, books.get("dispute", identity), won=False)


def _settle(books: Books, identity: str, _amount: int | None) -> Json:
    return outcomes.settle(books, identity)


def _bounce(books: Books, identity: str, _amount: int | None) -> Json:
    return outcomes.settle(books, identity, fails=True)


def _fail_next(books: Books, identity: str, _amount: int | None) -> Json:
    return books.save({**books.get("subscription", identity), "_fail_next": True})


def _redeliver(books: Books, identity: str, _amount: int | None) -> Json:
    event = books.get("event", identity)
    books.write("DELETE FROM outbox WHERE event = ? AND state = 'failed'", (identity,))
    for endpoint in books.find("webhook_endpoint", status="enabled"):
        events.put_out(books, identity, endpoint["id"])
    return event


def _switch(books: Books, identity: str, _amount: int | None) -> Json:
    if identity not in SWITCHES:
        raise errors.unknown("id")
    books.turn(identity, "" if books.knob(identity) else "1")
    return {identity: bool(books.knob(identity))}


_ACTS: dict[str, Callable[[Books, str, int | None], Json]] = {
    "advance": _advance,
    "bounce": _bounce,
    "dispute": _dispute,
    "fail_next": _fail_next,
    "fail_refund": _fail_refund,
    "lose": _lose,
    "redeliver": _redeliver,
    "refund": _refund,
    "settle": _settle,
    "switch": _switch,
    "win": _win,
}
