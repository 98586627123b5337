"""The books of a persona: what is in each account, and what was recorded of it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from finance.demo.story import Dated, Flow
from numoraq.lib.money import round_cents, round_to

_UNIT = Decimal("0.000001")  # of a holding

type Rates = Callable[[str, date], Decimal | None]  # units of a currency for one euro


class Books:
    """Cash, units of holdings and debts by key. Amounts are in the currency of their account."""

    def __init__(
        self,
        *,
        today: date,
        currencies: Mapping[str, str],
        prices: Mapping[str, Mapping[date, Decimal]],
        rates: Rates,
    ) -> None:
        self.today = today
        self.currencies = dict(currencies)
        self.cash: dict[str, Decimal] = {}
        self.units: dict[str, Decimal] = {}
        self.debts: dict[str, Decimal] = {}
        self.flows: list[Flow] = []
        self.past: dict[str, list[Dated]] = defaultdict(list)
        self.invested = Decimal(0)
        self.repaid = Decimal(0)
        self._prices = prices
        self._rates = rates

    def move(self, account: str, category: str, amount: Decimal) -> None:
        """Add an income to an account, or take an expense from it."""
        self.cash[account] += amount if category == "income" else -amount

    def transfer(self, source: str, target: str, amount: Decimal, *, on: date) -> None:
        """Move cash from one account to another, at the rate of the day. No rate: no transfer."""
        arrived = self.converted(amount, source, target, on=on)
        if arrived is not None:
            self.cash[source] -= amount
            self.cash[target] += arrived

    def buy(self, source: str, holding: str, amount: Decimal, *, on: date) -> None:
        """Spend cash on a holding at the price of the day. No rate: no purchase."""
        spent = self.converted(amount, source, holding, on=on)
        if spent is not None:
            self.cash[source] -= amount
            self.invested += amount
            self.grant(holding, spent, on=on)

    def grant(self, holding: str, amount: Decimal, *, on: date) -> None:
        """Add units of a holding that somebody else paid for."""
        self.units[holding] += round_to(_UNIT, amount / self.price(holding, on=on))

    def repay(self, loan: str, amount: Decimal) -> None:
        """Take a repayment off a debt."""
        self.debts[loan] -= amount
        self.repaid += amount

    def price(self, holding: str, *, on: date) -> Decimal:
        """Return what one unit of a holding cost on a day."""
        return self._prices[holding][on]

    def converted(self, amount: Decimal, source: str, target: str, *, on: date) -> Decimal | None:
        """Return an amount of one account in the currency of another, or None without a rate."""
        before, after = self.currencies[source], self.currencies[target]
        if before == after:
            return amount
        per_eur = [self._rates(currency, on) for currency in (before, after)]
        if per_eur[0] is None or per_eur[1] is None:
            return None
        return round_cents(amount / per_eur[0] * per_eur[1])
