"""What a persona earns and spends, and on which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from finance.demo import calendar, chance
from finance.demo.books import Books
from finance.demo.calendar import When
from finance.demo.story import Flow
from numoraq.lib.money import round_cents


@dataclass(frozen=True, slots=True)
class Standing:
    """A recurring income or expense.

    `amount` is this year's; each earlier year it was lower by `growth` (0.03 is 3 %). `spread` is
    how far one time may lie from the amount (0.2 is a fifth).
    """

    key: str
    name: Promise
    kind: str
    when: When
    amount: str
    growth: float = 0.0
    spread: float = 0.0
    category: str = "expenses"
    account: str = "current"

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.when.days(since, until)

    def act(self, books: Books, on: date) -> None:
        amount = self.amount_on(on, today=books.today)
        books.past[self.key].append((on, amount))
        books.move(self.account, self.category, amount)

    def amount_on(self, on: date, *, today: date) -> Decimal:
        """Return what it was on a day, seen from today, in the currency of its account."""
        years = today.year - on.year
        factor = (1 + self.spread * chance.noise(self.key, on)) / (1 + self.growth) ** years
        return round_cents(Decimal(self.amount) * Decimal(f"{factor:.6f}"))


@dataclass(frozen=True, slots=True)
class Repayment:
    """A standing payment for a loan: what the interest leaves of it is taken off the debt."""

    payment: Standing
    loan: str
    rate: str  # per cent a year

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.payment.days(since, until)

    def act(self, books: Books, on: date) -> None:
        interest = round_cents(books.debts[self.loan] * Decimal(self.rate) / 1200)
        self.payment.act(books, on)
        books.repay(self.loan, self.payment.amount_on(on, today=books.today) - interest)


@dataclass(frozen=True, slots=True)
class Habit:
    """Something done now and then: on a day with a chance of `odds`, for `least` to `most`."""

    key: str
    names: tuple[Promise, ...]
    kind: str
    odds: float
    least: int
    most: int
    category: str = "expenses"
    account: str = "current"

    def days(self, since: date, until: date) -> Iterable[date]:
        return (
            on for on in calendar.each_day(since, until) if chance.uniform(self.key, on) < self.odds
        )

    def act(self, books: Books, on: date) -> None:
        size = self.least + (self.most - self.least) * chance.uniform(f"{self.key} size", on) ** 2
        name = self.names[int(chance.uniform(f"{self.key} name", on) * len(self.names))]
        _record(books, self, name, on, round_cents(Decimal(f"{size:.4f}")))


@dataclass(frozen=True, slots=True)
class Event:
    """Something recorded each time by hand, because it never is quite the same."""

    key: str
    name: Promise
    kind: str
    when: When
    amount: str
    growth: float = 0.0
    spread: float = 0.08
    category: str = "expenses"
    account: str = "current"

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.when.days(since, until)

    def act(self, books: Books, on: date) -> None:
        years = books.today.year - on.year
        factor = (1 + self.spread * chance.noise(self.key, on)) / (1 + self.growth) ** years
        amount = round_cents(Decimal(self.amount) * Decimal(f"{factor:.6f}"))
        _record(books, self, self.name, on, amount)


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest on an account, `rate` per cent a year, recorded as income."""

    key: str
    name: Promise
    account: str
    when: When
    rate: str
    kind: str = "interest"
    category: str = "income"

    def days(self, since: date, until: date) -> Iterable[date]:
        return self.when.days(since, until)

    def act(self, books: Books, on: date) -> None:
        times = 1200 if self.when.frequency == "monthly" else 100
        amount = round_cents(books.cash[self.account] * Decimal(self.rate) / times)
        if amount > 0:
            _record(books, self, self.name, on, amount)


def _record(
    books: Books, rule: Habit | Event | Interest, name: Promise, on: date, amount: Decimal
) -> None:
    currency = books.currencies[rule.account]
    books.flows.append(Flow(str(name), rule.category, rule.kind, currency, on, amount))
    books.move(rule.account, rule.category, amount)
