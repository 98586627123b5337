"""What a persona owns at the start, and what it does from then on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.functional import Promise

from finance.demo.books import Books
from finance.demo.paths import Path


class Rule(Protocol):
    """Something that happens on certain days."""

    def days(self, since: date, until: date) -> Iterable[date]:
        """Return the days it happens on, from `since` to `until`."""

    def act(self, books: Books, on: date) -> None:
        """Do it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Cash in one currency."""

    key: str
    name: Promise
    kind: str
    currency: str
    opening: str
    is_liquid: bool = True


@dataclass(frozen=True, slots=True)
class Holding:
    """Units of something with a market price. `shows_units`: the count is part of the entry."""

    key: str
    name: Promise
    kind: str
    currency: str
    units: str
    path: Path
    is_liquid: bool = True
    shows_units: bool = True


@dataclass(frozen=True, slots=True)
class Appraised:
    """Something priced by hand now and then: (months ago, amount), oldest first."""

    key: str
    name: Promise
    kind: str
    currency: str
    values: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Loan:
    """Money owed at a yearly rate (2.95 is 2.95 % a year)."""

    key: str
    name: Promise
    kind: str
    currency: str
    opening: str


type Owned = Account | Holding | Appraised | Loan


@dataclass(frozen=True, slots=True)
class Plan:
    """One persona, before its five years are played."""

    accounts: tuple[Account, ...]
    holdings: tuple[Holding, ...] = ()
    appraised: tuple[Appraised, ...] = ()
    loans: tuple[Loan, ...] = ()
    rules: tuple[Rule, ...] = ()

    def opening(self) -> dict[str, Decimal]:
        """Return what is in each account on the first day."""
        return {account.key: Decimal(account.opening) for account in self.accounts}

    def owned(self) -> tuple[Owned, ...]:
        """Return everything the persona has, and then what it owes."""
        return (*self.accounts, *self.holdings, *self.appraised, *self.loans)

    def currencies(self) -> set[str]:
        """Return all currencies it deals in."""
        return {thing.currency for thing in self.owned()}
