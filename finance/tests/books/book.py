"""Small random books: a few balances and flows in several currencies, with gaps between rates."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Days on which calendars go wrong: month ends, a leap day, the turn of a year, clock changes.
TODAYS: Final = (
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2025, 3, 30),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 1, 31),
    date(2026, 3, 1),
    date(2026, 11, 22),
)
CURRENCIES: Final = ("EUR", "USD", "JPY", "BTC", "AOA")  # nobody publishes a rate of the last
BALANCE_KINDS: Final = ("", "bank", "crypto", "loan", "other")
FLOW_KINDS: Final = ("", "food", "salary", "other")

type Dated = tuple[date, Decimal]

quick = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True, slots=True)
class Balance:
    """Something owned or owed, with its values by day, oldest first."""

    category: str
    kind: str
    currency: str
    is_liquid: bool
    values: tuple[Dated, ...]
    is_deleted: bool

    def on(self, day: date) -> Decimal | None:
        """Return what it was worth on a day, None before its first value."""
        known = [amount for on, amount in self.values if on <= day]
        return known[-1] if known else None


@dataclass(frozen=True, slots=True)
class Flow:
    """An income or expense; `frequency` makes it recur from its day on."""

    category: str
    kind: str
    currency: str
    on: date
    amount: Decimal
    is_deleted: bool
    frequency: str | None = None
    interval: int = 1
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """What one person has, and the rates there are. Rates are units for one euro."""

    today: date
    currency: str
    balances: tuple[Balance, ...]
    flows: tuple[Flow, ...]
    published: dict[tuple[str, date], Decimal]
    own: dict[tuple[str, date], Decimal]


def amounts(currency: str, *, least: int) -> st.SearchStrategy[Decimal]:
    """Return amounts in the decimals of a currency."""
    places = {"JPY": 0, "BTC": 8}.get(currency, 2)
    return st.integers(least, 10**6).map(lambda number: Decimal(number).scaleb(-places))


@st.composite
def _balance(draw: Any, today: date) -> Balance:
    currency = draw(st.sampled_from(CURRENCIES))
    ago = draw(st.lists(st.integers(0, 420), min_size=1, max_size=4, unique=True))
    days = sorted(today - timedelta(days=back) for back in ago)
    values = tuple((day, draw(amounts(currency, least=-500))) for day in days)
    return Balance(
        category=draw(st.sampled_from(["assets", "liabilities"])),
        kind=draw(st.sampled_from(BALANCE_KINDS)),
        currency=currency,
        is_liquid=draw(st.booleans()),
        values=values,
        is_deleted=draw(st.integers(0, 5)) == 0,
    )


@st.composite
def _flow(draw: Any, today: date) -> Flow:
    frequency = draw(st.sampled_from([None, None, "weekly", "monthly", "yearly"]))
    on = today - timedelta(days=draw(st.integers(-40, 420)))
    lasts = draw(st.none() | st.integers(0, 300))
    return Flow(
        category=draw(st.sampled_from(["income", "expenses"])),
        kind=draw(st.sampled_from(FLOW_KINDS)),
        currency=draw(st.sampled_from(CURRENCIES)),
        on=on,
        amount=Decimal(draw(st.integers(1, 10**5))).scaleb(-2),
        is_deleted=draw(st.integers(0, 5)) == 0,
        frequency=frequency,
        interval=draw(st.integers(1, 3)) if frequency else 1,
        ends_on=on + timedelta(days=lasts) if frequency and lasts is not None else None,
    )


@st.composite
def _rates(draw: Any, today: date, currencies: tuple[str, ...]) -> dict[Any, Decimal]:
    days = st.integers(-3, 430).map(lambda back: today - timedelta(days=back))
    keys = draw(st.lists(st.tuples(st.sampled_from(currencies), days), max_size=14, unique=True))
    return {key: Decimal(draw(st.integers(1, 4000))).scaleb(-2) for key in keys}


@st.composite
def books(draw: Any) -> Book:
    """Return the books of somebody, and a today."""
    today = draw(st.sampled_from(TODAYS))
    return Book(
        today=today,
        currency=draw(st.sampled_from(["EUR", "USD", "JPY"])),
        balances=tuple(draw(st.lists(_balance(today), max_size=5))),
        flows=tuple(draw(st.lists(_flow(today), max_size=6))),
        published=draw(_rates(today, CURRENCIES[1:-1])),
        own=draw(_rates(today, CURRENCIES[1:])) if draw(st.booleans()) else {},
    )
