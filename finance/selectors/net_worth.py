"""What a person owns and owes: now, and over time. Read from sums, so entries cost nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from accounts.models import User
from finance.models import BalanceTotal, Entry
from finance.selectors import rates, shares
from finance.selectors.shares import CurrencyPart, Held, Missing, Slice
from finance.selectors.worth_series import Point, Series, series
from numoraq.lib.money import Money, percent, total

__all__ = ["NetWorth", "Point", "Series", "first_day", "now", "series"]


@dataclass(frozen=True, slots=True)
class NetWorth:
    """Net worth today in one currency; what has no rate is in `missing` and nowhere else."""

    total: Money
    assets: Money
    liabilities: Money
    liquid: Money
    by_kind: Sequence[Slice]
    debts_by_kind: Sequence[Slice]
    by_currency: Sequence[CurrencyPart]
    missing: Sequence[Missing]
    is_empty: bool

    @property
    def liquid_share(self) -> Decimal | None:
        """The liquid part of what is owned, in per cent."""
        return percent(self.liquid.amount, self.assets.amount)


def now(*, user: User, currency: str, today: date) -> NetWorth:
    """Return a person's net worth by the rates of today, in a currency.

    Two queries, a third for the names of what has no rate.
    """
    rows = list(BalanceTotal.objects.filter(user=user))
    codes = {row.currency for row in rows}
    table = rates.table(user=user, currencies=codes | {currency}, days=[today])
    held = [
        Held(row, table.convert(Money(row.total, row.currency), to=currency, on=today))
        for row in rows
    ]
    owned = [part for part in held if part.is_asset]
    assets = _worth(owned, currency)
    liabilities = _worth([part for part in held if not part.is_asset], currency)
    return NetWorth(
        total=assets - liabilities,
        assets=assets,
        liabilities=liabilities,
        liquid=_worth([part for part in owned if part.row.is_liquid], currency),
        by_kind=shares.by_kind(held, category=Entry.Category.ASSETS, currency=currency),
        debts_by_kind=shares.by_kind(held, category=Entry.Category.LIABILITIES, currency=currency),
        by_currency=shares.by_currency(held),
        missing=shares.missing(held, user=user),
        is_empty=not rows,
    )


def first_day(*, user: User) -> date | None:
    """Return the first day of a person's net worth, None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT min("on") FROM net_worth_daily WHERE user_id = %s', [user.pk])
        found: date | None = cursor.fetchone()[0]
    return found


def _worth(held: Sequence[Held], currency: str) -> Money:
    return total((part.conversion.money for part in held if part.conversion), currency)
