"""What flows come to: from sums that are kept, or from the rows where somebody searches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from accounts.models import User
from finance import kinds
from finance.rules import FIRST_DAY
from finance.selectors import flow_sums, rates
from finance.selectors.flow_sums import month_end, month_of
from finance.selectors.journal_query import Query, repeated, singles
from numoraq.lib.money import Money, total


@dataclass(frozen=True, slots=True)
class Amount:
    """The flows of a month in one currency; `worth` is None where there is no rate."""

    month: date
    money: Money
    worth: Money | None


@dataclass(frozen=True, slots=True)
class Total:
    """What flows come to; `missing` are the currencies left out for want of a rate."""

    money: Money
    missing: tuple[str, ...] = ()


def sum_of(*, user: User, currency: str, query: Query) -> Total:
    """Return what all flows of a query come to, each month by the rates of its last day."""
    return add(amounts(user=user, currency=currency, query=query), currency=currency)


def amounts(*, user: User, currency: str, query: Query) -> Iterator[Amount]:
    """Yield what the flows of a query come to by month and currency."""
    sums = list(_searched(user, query) if query.search else _kept(user, query))
    days = {month: min(month_end(month), query.until) for month, _money in sums}
    table = rates.table(
        user=user,
        currencies={currency, *(money.currency for _month, money in sums)},
        days=days.values(),
    )
    for month, money in sums:
        found = table.convert(money, to=currency, on=days[month])
        yield Amount(month, money, found.money if found else None)


def add(amounts: Iterable[Amount], *, currency: str) -> Total:
    """Return the sum of amounts, without those that have no rate."""
    found = list(amounts)
    missing = {amount.money.currency for amount in found if amount.worth is None}
    worth = total((amount.worth for amount in found if amount.worth), currency)
    return Total(worth, tuple(sorted(missing)))


def _kept(user: User, query: Query) -> Iterator[tuple[date, Money]]:
    """Yield sums of whole months: their cost does not grow with the entries."""
    first, last = month_of(query.since or FIRST_DAY), month_of(query.until)
    same = {query.kind, ""} if query.kind == kinds.OTHER else {query.kind}
    for row in flow_sums.months(user=user, first=first, last=last, today=query.until):
        if row.category == query.category and (not query.kind or row.subcategory in same):
            yield row.month, row.money


def _searched(user: User, query: Query) -> Iterator[tuple[date, Money]]:
    once = singles(user=user, query=query).values_list(TruncMonth("date"), "currency")
    again = repeated(user=user, query=query).values_list(TruncMonth("on"), "entry__currency")
    for rows in (once, again):
        for month, code, amount in rows.annotate(sum=Sum("amount")).order_by():
            yield month, Money(amount, code)
