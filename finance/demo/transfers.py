"""What a persona moves between accounts and holdings, and on which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.demo.books import Books
from finance.demo.calendar import When


@dataclass(frozen=True, slots=True)
class Sweep:
    """Moves what an account has above `keep` to another, or fills it up from there."""

    source: str
    target: str
    when: When
    keep: str

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.when.days(since, until)

    def act(self, books: Books, on: date) -> None:
        spare = books.cash[self.source] - Decimal(self.keep)
        if spare < 0:
            there = books.converted(books.cash[self.target], self.target, self.source, on=on)
            spare = max(spare, -(there or Decimal(0)))
        books.transfer(self.source, self.target, spare, on=on)


@dataclass(frozen=True, slots=True)
class TopUp:
    """Fills an account up to `least` from another, as far as that reaches."""

    source: str
    target: str
    when: When
    least: str

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.when.days(since, until)

    def act(self, books: Books, on: date) -> None:
        lacking = Decimal(self.least) - books.cash[self.target]
        if lacking > 0:
            needed = books.converted(lacking, self.target, self.source, on=on) or Decimal(0)
            books.transfer(self.source, self.target, min(needed, books.cash[self.source]), on=on)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Moves a fixed amount from one account to another, if it is there."""

    source: str
    target: str
    when: When
    amount: str

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.when.days(since, until)

    def act(self, books: Books, on: date) -> None:
        if books.cash[self.source] >= Decimal(self.amount):
            books.transfer(self.source, self.target, Decimal(self.amount), on=on)


@dataclass(frozen=True, slots=True)
class Buy:
    """Puts a fixed amount of cash into a holding, if it is there."""

    source: str
    holding: str
    when: When
    amount: str

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.when.days(since, until)

    def act(self, books: Books, on: date) -> None:
        if books.cash[self.source] >= Decimal(self.amount):
            books.buy(self.source, self.holding, Decimal(self.amount), on=on)


@dataclass(frozen=True, slots=True)
class Grant:
    """Adds to a holding what somebody else pays: an employer, a network that is staked in."""

    holding: str
    when: When
    amount: str

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.when.days(since, until)

    def act(self, books: Books, on: date) -> None:
        books.grant(self.holding, Decimal(self.amount), on=on)
