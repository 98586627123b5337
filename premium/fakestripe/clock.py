"""The clock: real time, and what was added to it. What is due by then happens, in order."""

from collections.abc import Callable

from premium.fakestripe import billing, checkout, outcomes, pending
from premium.fakestripe.books import Books
from premium.fakestripe.store import Store

LONGEST = 10 * 366 * 86_400  # seconds of one advance


def _expire(books: Books, identity: str) -> None:
    session = books.get("checkout.session", identity)
    if session["status"] == "open":
        checkout.run_out(books, session)


def _settle(books: Books, identity: str) -> None:
    intent = books.get("payment_intent", identity)
    outcomes.settle(books, identity, fails=bool(intent.get("_will_fail")))


_CALLS: dict[str, Callable[[Books, str], None]] = {
    "invoice.finalize": billing.finalize,
    "invoice.retry": billing.retry,
    "payment.settle": _settle,
    "session.expire": _expire,
    "subscription.give_up": billing.give_up,
    "subscription.pending_update": pending.forget,
    "subscription.renew": billing.renew,
}


def catch_up(books: Books) -> int:
    """Let everything happen that is due, each at its own moment. Returns how much that was."""
    until, count = books.now, 0
    while (call := books.next_call(until=until)) is not None:
        kind, identity, due = call
        books.now = max(due, 0)
        _CALLS[kind](books, identity)
        count += 1
    books.now = until
    return count


def advance(books: Books, seconds: int) -> int:
    """Put the clock forward, and let what is due by then happen. Returns the new time."""
    offset = int(books.knob("clock_offset", "0")) + seconds
    books.turn("clock_offset", str(offset))
    books.now += seconds
    catch_up(books)
    return books.now


def tick(store: Store) -> None:
    """Let happen what the passing of real time has made due."""
    with store.transaction() as books:
        catch_up(books)
