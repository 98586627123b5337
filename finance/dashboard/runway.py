"""Until payday: what recurring income and expenses do to the money in the next thirty days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from finance.dashboard.base import Base
from finance.dashboard.sums import Account, Coming
from finance.models import Entry
from finance.selectors.shares import Held
from numoraq.lib.money import Money, total

DAYS = 30


@dataclass(frozen=True, slots=True)
class Move:
    """Something due, as it moves the money: in the currency of that money, expenses below zero."""

    coming: Coming
    money: Money


@dataclass(frozen=True, slots=True)
class Day:
    """The money at the end of a day, and what moved it."""

    on: date
    money: Money
    moves: Sequence[Move]


@dataclass(frozen=True, slots=True)
class Advice:
    """An expense that makes the lowest day low, and that day if it were paid after payday."""

    name: str
    money: Money
    days_before_payday: int
    lowest: Money


@dataclass(frozen=True, slots=True)
class Runway:
    """Thirty-one days from today. `account` is None when all liquid money is meant."""

    account: Account | None
    days: Sequence[Day]
    lowest_at: int
    payday_at: int | None
    advice: Advice | None

    @property
    def lowest(self) -> Day:
        """Return the day with the least money, before payday if there is one."""
        return self.days[self.lowest_at]

    @property
    def payday(self) -> Day | None:
        """Return the day of the largest income to come."""
        return self.days[self.payday_at] if self.payday_at is not None else None

    @property
    def days_to_payday(self) -> int:
        """Return how many days lie between the lowest one and payday."""
        return (self.payday_at or 0) - self.lowest_at

    @property
    def goes_below_zero(self) -> Day | None:
        """Return the first day on which the money is not enough."""
        return next((day for day in self.days if day.money.amount < 0), None)


def figures(
    *,
    coming: Sequence[Coming],
    accounts: Sequence[Account],
    held: Iterable[Held],
    base: Base,
) -> Runway | None:
    """Return the next thirty days, or None when there is no money or nothing that moves it."""
    account = spending_account(coming, accounts, base)
    start = account.money if account else _liquid(held, base)
    if start is None:
        return None
    moved = [c for c in coming if account is None or c.settles_in in {None, account.id}]
    days = _days(start, moved, base)
    if days is None:
        return None
    payday = _payday(days)
    lowest = _lowest(days, payday)
    return Runway(account, days, lowest, payday, _advice(days, lowest, payday))


def spending_account(
    coming: Sequence[Coming], accounts: Sequence[Account], base: Base
) -> Account | None:
    """Return the account most is paid from; without expenses, the one most comes into."""
    spent: Counter[UUID | None] = Counter()
    earned: Counter[UUID | None] = Counter()
    for item in coming:
        side = earned if item.category == Entry.Category.INCOME else spent
        side[item.settles_in] += _cents(item, base)
    for side in (spent, earned):
        found = [account for account in accounts if side[account.id]]
        if found:
            return max(found, key=lambda account: side[account.id])
    return None


def _days(start: Money, coming: Iterable[Coming], base: Base) -> list[Day] | None:
    """Return the money day by day. None when nothing comes, or something has no rate."""
    by_day: dict[date, list[Move]] = defaultdict(list)
    for item in coming:
        moved = base.table.convert(item.signed, to=start.currency, on=base.today)
        if moved is None:
            return None
        by_day[item.on].append(Move(item, moved.money))
    if not by_day:
        return None
    days, money = [], start
    for number in range(DAYS + 1):
        on = base.today + timedelta(days=number)
        money += total((move.money for move in by_day[on]), money.currency)
        days.append(Day(on, money.rounded(), by_day[on]))
    return days


def _payday(days: Sequence[Day]) -> int | None:
    """Return the place of the day to come with the largest single income; today's is here."""
    rises = [
        (move.money.amount, -at)
        for at, day in enumerate(days)
        for move in day.moves
        if at and move.coming.is_single and move.coming.category == Entry.Category.INCOME
    ]
    return -max(rises)[1] if rises else None


def _lowest(days: Sequence[Day], payday: int | None) -> int:
    """Return the place of the day with the least money, before payday if there is one."""
    before = range(payday) if payday else range(len(days))
    return min(before, key=lambda at: days[at].money.amount)


def _advice(days: Sequence[Day], lowest: int, payday: int | None) -> Advice | None:
    """Return the largest expense up to the lowest day, if that day has less than it costs."""
    spent = [
        (-move.money.amount, at, move)
        for at, day in enumerate(days[: lowest + 1])
        for move in day.moves
        if move.coming.is_single and move.money.amount < 0
    ]
    if payday is None or not spent:
        return None
    amount, paid_at, move = max(spent, key=lambda found: found[0])
    if days[lowest].money.amount >= amount:
        return None
    later = [
        day.money - move.money if at >= paid_at else day.money
        for at, day in enumerate(days[:payday])
    ]
    least = min(later, key=lambda money: money.amount)
    return Advice(move.coming.name, -move.money, payday - paid_at, least)


def _liquid(held: Iterable[Held], base: Base) -> Money | None:
    """Return all liquid money, None when there is nothing of the kind."""
    found = [
        part.conversion.money
        for part in held
        if part.is_asset and part.row.is_liquid and part.conversion
    ]
    return total(found, base.currency) if found else None


def _cents(coming: Coming, base: Base) -> int:
    """Return the size of an amount in the currency of the page, for comparison."""
    converted = base.of(coming.money)
    return int(converted.amount * 100) if converted else 0
