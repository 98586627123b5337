"""What a dashboard would read of a story, had it been written into an account."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from finance.dashboard.runway import DAYS
from finance.dashboard.sums import Account, Coming, Sums, Worth
from finance.demo.story import Balance, Story
from finance.models import BalanceTotal, Entry
from finance.selectors.flow_sums import FlowSum, month_of
from numoraq.lib.money import Money

_NAMESPACE = UUID("5f1c8a64-3f1e-4b44-9d6e-8f2f5b7c0d11")


def of(story: Story, *, days: Sequence[date], first_month: date) -> Sums:
    """Return the sums of a story: worth on some days, months from one on, what is due."""
    return Sums(
        worth=_worth(story.balances, days),
        held=[_held(balance) for balance in story.balances],
        months=_months(story, first_month),
        coming=_coming(story),
        accounts=[
            Account(_id(balance.key), balance.name, Money(balance.values[-1][1], balance.currency))
            for balance in story.balances
            if balance.category == Entry.Category.ASSETS
        ],
    )


def value_on(balance: Balance, on: date) -> Decimal | None:
    """Return what a balance was worth on a day, None before its first value."""
    place = bisect_right(balance.values, on, key=lambda dated: dated[0])
    return balance.values[place - 1][1] if place else None


def _worth(balances: Iterable[Balance], days: Sequence[date]) -> list[Worth]:
    sums: dict[tuple[date, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for balance in balances:
        for day in days:
            value = value_on(balance, day)
            if value is not None:
                sums[day, balance.currency][balance.category] += value
    return [
        Worth(day, currency, found["assets"], found["liabilities"])
        for (day, currency), found in sorted(sums.items())
    ]


def _held(balance: Balance) -> BalanceTotal:
    return BalanceTotal(
        category=balance.category,
        subcategory=balance.kind,
        is_liquid=balance.is_liquid,
        currency=balance.currency,
        total=balance.values[-1][1],
        entries=1,
    )


def _months(story: Story, first: date) -> list[FlowSum]:
    sums: dict[tuple[date, str, str, str], Decimal] = defaultdict(Decimal)
    for flow in story.flows:
        sums[month_of(flow.on), flow.category, flow.kind, flow.currency] += flow.amount
    for recurring in story.recurring:
        for on, amount in recurring.past:
            key = (month_of(on), recurring.category, recurring.kind, recurring.currency)
            sums[key] += amount
    return [
        FlowSum(month, category, kind, Money(amount, currency))
        for (month, category, kind, currency), amount in sorted(sums.items())
        if month >= first
    ]


def _coming(story: Story) -> list[Coming]:
    last = story.on + timedelta(days=DAYS)
    found = [
        Coming(r.name, r.category, on, Money(r.amount, r.currency), _id(r.settles_in))
        for r in story.recurring
        for on in r.upcoming
        if on <= last
    ]
    return sorted(found, key=lambda item: item.on)


def _id(key: str) -> UUID:
    return uuid5(_NAMESPACE, key)
