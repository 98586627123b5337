"""A dashboard's figures counted again from the rows themselves: slowly, and differently."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from accounts.models import User
from finance.models import Entry, FxRate, Occurrence, Valuation

type Rates = dict[str, list[tuple[date, Decimal]]]


def published() -> Rates:
    """Return all rates by currency, oldest first."""
    found: Rates = {"EUR": [(date.min, Decimal(1))]}
    for rate in FxRate.objects.order_by("on"):
        found.setdefault(rate.currency, []).append((rate.on, rate.per_eur))
    return found


def in_currency(
    amount: Decimal, source: str, target: str, on: date, rates: Rates
) -> Decimal | None:
    """Return an amount by the last rates up to a day, None without one."""
    last = []
    for currency in (source, target):
        known = [rate for day, rate in rates.get(currency, []) if day <= on]
        if not known:
            return None
        last.append(known[-1])
    return amount / last[0] * last[1]


def net_worth(user: User, *, on: date, currency: str) -> Decimal:
    """Return everything owned less everything owed on a day, from the valuations."""
    rates, whole = published(), Decimal(0)
    for entry in Entry.objects.filter(user=user, deleted_at=None, category__in=Entry.BALANCES):
        values = Valuation.objects.filter(entry=entry, on__lte=on).order_by("on")
        if values:
            amount = list(values)[-1].amount
            worth = in_currency(amount, entry.currency, currency, on, rates)
            sign = 1 if entry.category == Entry.Category.ASSETS else -1
            whole += sign * (worth or 0)
    return whole


def flows(user: User, *, month: date, category: str, currency: str, rate_on: date) -> Decimal:
    """Return the income or expenses of a month, from single flows and occurrences."""
    rows: list[tuple[date, Decimal, str]] = [
        (entry.date, entry.amount, entry.currency)
        for entry in Entry.objects.filter(
            user=user, category=category, is_recurring=False, deleted_at=None
        )
    ]
    rows += [
        (found.on, found.amount, found.entry.currency)
        for found in Occurrence.objects.filter(
            user=user, entry__category=category, entry__deleted_at=None
        ).select_related("entry")
    ]
    return _sum_of_month(rows, month, currency, rate_on)


def _sum_of_month(
    rows: Iterable[tuple[date, Decimal, str]], month: date, currency: str, rate_on: date
) -> Decimal:
    rates = published()
    found = (
        in_currency(amount, source, currency, rate_on, rates)
        for day, amount, source in rows
        if (day.year, day.month) == (month.year, month.month)
    )
    return sum((amount for amount in found if amount), Decimal(0))
