"""What a persona would have recorded: plain values, before they become rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

type Dated = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class Balance:
    """Something owned or owed, with what it was worth on which days, oldest first."""

    key: str
    name: str
    category: str
    kind: str
    currency: str
    is_liquid: bool
    values: tuple[Dated, ...]
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """One income or expense on one day."""

    name: str
    category: str
    kind: str
    currency: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Recurring:
    """A recurring income or expense, and what each time so far brought or cost.

    `amount` is today's; `settles_in` is the key of a balance; `upcoming` are the next due days,
    at least one.
    """

    name: str
    category: str
    kind: str
    currency: str
    amount: Decimal
    frequency: str
    since: date
    settles_in: str
    past: tuple[Dated, ...]
    upcoming: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything one persona recorded up to a day."""

    on: date
    balances: tuple[Balance, ...]
    flows: tuple[Flow, ...]
    recurring: tuple[Recurring, ...]
