"""Puts the figures of the dashboard together. Pure: the same sums give the same page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from finance.dashboard import face, months, runway
from finance.dashboard.base import Base
from finance.dashboard.face import Face
from finance.dashboard.months import Months
from finance.dashboard.runway import Runway
from finance.dashboard.sums import LISTED, Coming, Item, Sums
from finance.models import Entry
from finance.selectors import rates, shares
from finance.selectors.shares import CurrencyPart, Held, Slice
from numoraq.lib.money import Money


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All figures of one page.

    `coming` is what is due first, `coming_count` how much is due altogether. `shares` are assets
    by kind, `debts` what is owed by kind, `currencies` net worth by currency.
    """

    today: date
    currency: str
    face: Face
    runway: Runway | None
    coming: Sequence[Coming]
    coming_count: int
    shares: Sequence[Slice]
    debts: Sequence[Slice]
    months: Months
    currencies: Sequence[CurrencyPart]
    latest: Sequence[Item]

    @property
    def has_many_currencies(self) -> bool:
        """Return whether anything is held in a currency other than the one of the page."""
        return any(part.currency != self.currency for part in self.currencies)

    @property
    def stale_rates_on(self) -> date | None:
        """Return the day of the oldest published rate in use, if it is no longer fresh."""
        found = [part.conversion for part in self.currencies if part.conversion]
        days = [rate.on for rate in found if rate.on and rate.source != rates.MANUAL]
        oldest = min(days, default=self.today)
        fresh = timedelta(days=settings.FX_STALE_AFTER_DAYS)
        return oldest if self.today - oldest > fresh else None


def figures(sums: Sums, base: Base, *, days: Sequence[date]) -> Dashboard:
    """Return the page of one person. `days` are those of the net-worth chart, oldest first."""
    by_month = months.figures(sums.months, base)
    held = [
        Held(
            row, base.table.convert(Money(row.total, row.currency), to=base.currency, on=base.today)
        )
        for row in sums.held
    ]
    owned, owed = (
        shares.by_kind(held, category=category, currency=base.currency)
        for category in Entry.BALANCES
    )
    return Dashboard(
        today=base.today,
        currency=base.currency,
        face=face.figures(sums, base, held=held, days=days, months=by_month.rows),
        runway=runway.figures(coming=sums.coming, accounts=sums.accounts, held=held, base=base),
        coming=[item for item in sums.coming if item.is_single][:LISTED],
        coming_count=sum(item.count for item in sums.coming),
        shares=[part for part in owned if part.money.amount > 0],
        debts=[part for part in owed if part.money],
        months=by_month,
        currencies=shares.by_currency(held),
        latest=sums.latest,
    )
