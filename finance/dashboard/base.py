"""The one currency a page is written in."""

from dataclasses import dataclass
from datetime import date

from finance.selectors.rates import Table
from numoraq.lib.money import Money, zero


@dataclass(frozen=True, slots=True)
class Base:
    """The currency, the person's today, and the rates that lead there."""

    currency: str
    today: date
    table: Table

    def of(self, money: Money, *, on: date | None = None) -> Money | None:
        """Return an amount by the rates of a day (today's by default); None without a rate."""
        if money.currency == self.currency:
            return money
        found = self.table.convert(money, to=self.currency, on=on or self.today)
        return found.money if found else None

    @property
    def nothing(self) -> Money:
        """Return zero in this currency."""
        return zero(self.currency)
