"""Rates and sums that are known, for figures to be made from."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from finance.dashboard.base import Base
from finance.dashboard.sums import Account, Coming, Worth
from finance.models import BalanceTotal
from finance.selectors.flow_sums import FlowSum
from finance.selectors.rates import Rate, Table
from finance.selectors.shares import Held
from numoraq.lib.money import Money

TODAY = date(2026, 11, 22)
_NAMES = UUID(int=7)


def base(currency: str = "EUR", days: Iterable[date] = (), **per_eur: Any) -> Base:
    """Return a currency with rates that are the same on every day of the last years."""
    asked = {TODAY, *days, *(TODAY - timedelta(days=back) for back in range(800))}
    found = [
        (day, Rate(code, Decimal(str(rate)), day, "ecb"))
        for code, rate in per_eur.items()
        for day in asked
    ]
    return Base(currency, TODAY, Table(found, asked=asked))


def dated(currency: str, rates: Mapping[date, Mapping[str, Any]]) -> Base:
    """Return a currency with rates by day."""
    found = [
        (day, Rate(code, Decimal(str(rate)), day, "ecb"))
        for day, of_day in rates.items()
        for code, rate in of_day.items()
    ]
    return Base(currency, TODAY, Table(found, asked=set(rates)))


def eur(amount: Any) -> Money:
    """Return an amount of euros."""
    return Money(Decimal(str(amount)), "EUR")


def worth(on: date, assets: Any, debts: Any = 0, currency: str = "EUR") -> Worth:
    """Return what was owned and owed on a day."""
    return Worth(on, currency, Decimal(str(assets)), Decimal(str(debts)))


def total(
    amount: Any, currency: str = "EUR", category: str = "assets", **fields: Any
) -> BalanceTotal:
    """Return a sum of balances as it is kept."""
    values: dict[str, Any] = {"subcategory": "bank", "is_liquid": True, "entries": 1, **fields}
    return BalanceTotal(category=category, currency=currency, total=Decimal(str(amount)), **values)


def held(row: BalanceTotal, of: Base) -> Held:
    """Return a sum with its value today."""
    money = Money(row.total, row.currency)
    return Held(row, of.table.convert(money, to=of.currency, on=of.today))


def flow(month: date, category: str, amount: Any, currency: str = "EUR", kind: str = "") -> FlowSum:
    """Return what came in or went out in a month."""
    return FlowSum(month, category, kind, Money(Decimal(str(amount)), currency))


def account(name: str, amount: Any, currency: str = "EUR") -> Account:
    """Return an account; its id follows from its name."""
    return Account(uuid5(_NAMES, name), name, Money(Decimal(str(amount)), currency))


def coming(
    name: str, category: str, in_days: int, amount: Any, account: str = "", currency: str = "EUR"
) -> Coming:
    """Return something due in some days, paid from or into an account by name."""
    return Coming(
        name,
        category,
        TODAY + timedelta(days=in_days),
        Money(Decimal(str(amount)), currency),
        uuid5(_NAMES, account) if account else None,
    )
