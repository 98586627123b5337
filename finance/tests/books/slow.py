"""Books counted again, slowly and in fractions, without the database."""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from finance.tests.books.book import Balance, Book, Flow

MAX_AGE: Final = timedelta(days=60)  # of a published rate
CLOSE: Final = Fraction(1, 10**18)

type Happened = tuple[date, Flow]


def rate(book: Book, currency: str, day: date) -> Fraction | None:
    """Return units for one euro on a day: one's own if there is any, else a fresh published."""
    if currency == "EUR":
        return Fraction(1)
    own = {on: per_eur for (code, on), per_eur in book.own.items() if code == currency}
    known = [on for on in own if on <= day]
    if known:
        return Fraction(own[max(known)])
    published = {on: per_eur for (code, on), per_eur in book.published.items() if code == currency}
    known = [on for on in published if day - MAX_AGE <= on <= day]
    return Fraction(published[max(known)]) if known else None


def worth(book: Book, amount: Decimal | Fraction, currency: str, day: date) -> Fraction | None:
    """Return an amount in the currency of the book by the rates of a day, None without one."""
    if currency == book.currency:
        return Fraction(amount)
    source, target = rate(book, currency, day), rate(book, book.currency, day)
    return None if source is None or target is None else Fraction(amount) / source * target


def kept(book: Book) -> list[Balance]:
    """Return the balances that are not deleted."""
    return [balance for balance in book.balances if not balance.is_deleted]


def sum_of(book: Book, balances: Iterable[Balance], day: date) -> Fraction:
    """Return what some balances were worth together on a day, without those that have no rate."""
    found = Fraction(0)
    for balance in balances:
        amount = balance.on(day)
        if amount is not None:
            found += worth(book, amount, balance.currency, day) or 0
    return found


def net(book: Book, day: date) -> Fraction:
    """Return everything owned less everything owed on a day."""
    owned = [balance for balance in kept(book) if balance.category == "assets"]
    owed = [balance for balance in kept(book) if balance.category == "liabilities"]
    return sum_of(book, owned, day) - sum_of(book, owed, day)


def is_due(flow: Flow, day: date) -> bool:
    """Return whether a flow happens on a day."""
    if day < flow.on or (flow.ends_on and day > flow.ends_on):
        return False
    if flow.frequency is None:
        return day == flow.on
    if flow.frequency == "weekly":
        return (day - flow.on).days % (7 * flow.interval) == 0
    months = (day.year - flow.on.year) * 12 + day.month - flow.on.month
    every = flow.interval * (12 if flow.frequency == "yearly" else 1)
    last = calendar.monthrange(day.year, day.month)[1]
    return months % every == 0 and day.day == min(flow.on.day, last)


def happened(book: Book, first: date, last: date) -> Iterator[Happened]:
    """Yield the flows of some days, none of them after today."""
    day = first
    while day <= min(last, book.today):
        yield from ((day, flow) for flow in book.flows if not flow.is_deleted and is_due(flow, day))
        day += timedelta(days=1)


def month_end(day: date) -> date:
    """Return the last day of a month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_back(today: date, count: int) -> list[date]:
    """Return the first days of some months up to the one of today, oldest first."""
    found = [today.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def in_month(book: Book, month: date, category: str) -> Fraction:
    """Return the income or expenses of a month by the rates of its last day, or today's."""
    last = min(month_end(month), book.today)
    found = Fraction(0)
    for _day, flow in happened(book, month, last):
        if flow.category == category:
            found += worth(book, flow.amount, flow.currency, last) or 0
    return found


def is_close(found: Decimal, expected: Fraction | int) -> bool:
    """Return whether two numbers are the same but for what sixty digits cannot hold."""
    size = max(Fraction(1), abs(Fraction(expected)))
    return abs(Fraction(found) - expected) <= CLOSE * size
