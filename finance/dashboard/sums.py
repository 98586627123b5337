"""What the figures are made from: sums as they are kept, each in its own currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from finance.models import BalanceTotal
from finance.selectors.flow_sums import FlowSum
from numoraq.lib.money import Money

LISTED: Final = 4  # of what is due, with names


@dataclass(frozen=True, slots=True)
class Worth:
    """What was owned and owed in one currency on a day."""

    on: date
    currency: str
    assets: Decimal
    liabilities: Decimal

    @property
    def net(self) -> Money:
        """Return what was left of the one after the other."""
        return Money(self.assets - self.liabilities, self.currency)


@dataclass(frozen=True, slots=True)
class Coming:
    """An income or expense that is due, in its own currency.

    `count` above one is of a sum of smaller ones of the same day, which has no name.
    """

    name: str
    category: str
    on: date
    money: Money
    settles_in: UUID | None
    count: int = 1

    @property
    def is_single(self) -> bool:
        """Return whether this is one income or expense, not a sum of several."""
        return bool(self.name)

    @property
    def signed(self) -> Money:
        """Return the amount as it moves the account: expenses are below zero."""
        return self.money if self.category == "income" else -self.money


@dataclass(frozen=True, slots=True)
class Account:
    """Cash that recurring payments move."""

    id: UUID
    name: str
    money: Money


@dataclass(frozen=True, slots=True)
class Item:
    """An entry in the list of the latest ones."""

    id: UUID
    name: str
    category: str
    kind: str
    on: date
    money: Money

    @property
    def signed(self) -> Money:
        """Return the amount as it moves what one has: debts and expenses are below zero."""
        return -self.money if self.category in {"liabilities", "expenses"} else self.money


@dataclass(frozen=True, slots=True)
class Sums:
    """Everything one page needs of one person's figures.

    `has_new`: a balance was first written down in the twelve months.
    """

    worth: Sequence[Worth]
    held: Sequence[BalanceTotal]
    months: Sequence[FlowSum]
    has_new: bool = False
    coming: Sequence[Coming] = ()
    accounts: Sequence[Account] = ()
    latest: Sequence[Item] = ()

    def currencies(self) -> set[str]:
        """Return all currencies that occur."""
        found = {row.currency for row in self.worth} | {row.currency for row in self.held}
        moneys = [
            *(row.money for row in self.months),
            *(row.money for row in self.coming),
            *(row.money for row in self.accounts),
        ]
        return found | {money.currency for money in moneys}
