"""The face of the dashboard: net worth now, over time, and what changed it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from finance.dashboard.base import Base
from finance.dashboard.months import Month
from finance.dashboard.sums import Sums, Worth
from finance.selectors.shares import Held
from numoraq.lib.money import Money, percent, total

MONTH, YEAR = timedelta(days=30), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Total:
    """Net worth on a day, and the currencies that had no rate then."""

    net: Money
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """What was added or lost since a day; `percent` is None unless that began above zero."""

    since: date
    money: Money
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Explained:
    """A change from a day on, in two parts: kept from income, and everything else."""

    since: date
    kept: Money
    rest: Money

    @property
    def overspent(self) -> Money:
        """Return what was spent beyond the income."""
        return -self.kept


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Items that no total counts, because nothing is known of their currency's rate."""

    currency: str
    entries: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A currency that counts today, and the last day of the line on which it had no rate."""

    currency: str
    until: date


@dataclass(frozen=True, slots=True)
class Face:
    """Everything on the blue panel. `owed` is below zero."""

    net: Money
    owned: Money
    owed: Money
    liquid_share: Decimal | None
    points: Sequence[tuple[date, Money]]
    month: Change | None
    year: Change | None
    explained: Explained | None
    left_out: Sequence[LeftOut]
    gaps: Sequence[Gap]
    has_entries: bool


def compared_days(*, today: date, first_month: date) -> list[date]:
    """Return the days, beside those of the chart, whose worth the face compares with."""
    return [today, today - MONTH, today - YEAR, first_month - timedelta(days=1)]


def figures(
    sums: Sums,
    base: Base,
    *,
    held: Sequence[Held],
    days: Sequence[date],
    months: Sequence[Month],
) -> Face:
    """Return the face. `days` are those of the chart, oldest first."""
    totals = history(sums.worth, base)
    now = totals.get(base.today) or Total(base.nothing, frozenset())
    owned = [part for part in held if part.is_asset]
    assets = _sum(owned, base)
    liquid = _sum([part for part in owned if part.row.is_liquid], base)
    return Face(
        net=now.net,
        owned=assets.rounded(),
        owed=-_sum([part for part in held if not part.is_asset], base).rounded(),
        liquid_share=percent(liquid.amount, assets.amount),
        points=[(day, totals[day].net) for day in days if day in totals],
        month=_change(totals, base.today - MONTH, now),
        year=_change(totals, base.today - YEAR, now),
        explained=None if sums.has_new else _explained(totals, now, months),
        left_out=left_out(held),
        gaps=gaps(totals, days=days, missing_now=now.missing),
        has_entries=bool(held),
    )


def history(worth: Iterable[Worth], base: Base) -> dict[date, Total]:
    """Return net worth by day, each day by its own rates."""
    net: dict[date, Money] = {}
    missing: dict[date, set[str]] = defaultdict(set)
    for row in worth:
        before = net.setdefault(row.on, base.nothing)
        converted = base.of(row.net, on=row.on)
        if converted is not None:
            net[row.on] = before + converted
        elif row.assets or row.liabilities:
            missing[row.on].add(row.currency)
    return {day: Total(money.rounded(), frozenset(missing[day])) for day, money in net.items()}


def left_out(held: Iterable[Held]) -> list[LeftOut]:
    """Return what has no rate today, by currency."""
    counts: dict[str, int] = defaultdict(int)
    for part in held:
        if part.conversion is None:
            counts[part.row.currency] += part.row.entries
    return [LeftOut(currency, count) for currency, count in sorted(counts.items())]


def gaps(
    totals: Mapping[date, Total], *, days: Iterable[date], missing_now: frozenset[str]
) -> list[Gap]:
    """Return where the line is drawn without a currency that counts today."""
    until = {
        currency: day
        for day in sorted(days)
        if day in totals
        for currency in totals[day].missing - missing_now
    }
    return [Gap(currency, day) for currency, day in sorted(until.items())]


def _change(totals: Mapping[date, Total], then: date, now: Total) -> Change | None:
    """Return the change since a day, unless there is nothing from then to compare with."""
    before = totals.get(then)
    if before is None or before.missing != now.missing:
        return None
    money = now.net - before.net
    return Change(then, money, percent(money.amount, before.net.amount))


def _explained(
    totals: Mapping[date, Total], now: Total, months: Sequence[Month]
) -> Explained | None:
    """Return how much of the change over the shown months was kept from income."""
    if not any(month.income or month.expenses for month in months):
        return None
    change = _change(totals, months[0].on - timedelta(days=1), now)
    if change is None or any(month.missing for month in months):
        return None
    kept = total((month.kept for month in months), now.net.currency)
    return Explained(months[0].on, kept, change.money - kept)


def _sum(held: Iterable[Held], base: Base) -> Money:
    return total((part.conversion.money for part in held if part.conversion), base.currency)
