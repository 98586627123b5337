"""How a total is made up: by kind and by currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from finance import kinds
from finance.models import BalanceTotal, Entry
from finance.selectors.rates import Conversion
from numoraq.lib.money import Money, percent, total, zero


@dataclass(frozen=True, slots=True)
class Slice:
    """A kind of balances and its part, in per cent, of all that can be converted."""

    code: str
    label: str
    money: Money
    share: Decimal | None
    is_liquid: bool


@dataclass(frozen=True, slots=True)
class CurrencyPart:
    """Net worth in one currency. Without a rate there is no conversion and no share."""

    currency: str
    amount: Money
    conversion: Conversion | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Held:
    """A sum of balances of one kind, liquidity and currency, with its value if it has one."""

    row: BalanceTotal
    conversion: Conversion | None

    @property
    def is_asset(self) -> bool:
        """Whether it is owned, and not owed."""
        return self.row.category == Entry.Category.ASSETS


def by_kind(held: Iterable[Held], *, category: str, currency: str) -> list[Slice]:
    """Return the kinds of a category, largest first, with their shares of it."""
    rows: dict[str, list[tuple[Money, bool]]] = {}
    for part in held:
        if part.row.category == category and part.conversion:
            code = part.row.subcategory or kinds.OTHER
            rows.setdefault(code, []).append((part.conversion.money, part.row.is_liquid))
    sums = {code: total((m for m, _ in found), currency) for code, found in rows.items()}
    whole = total(sums.values(), currency).amount
    slices = [
        Slice(
            code=code,
            label=kinds.label(category, code),
            money=money,
            share=percent(money.amount, whole),
            is_liquid=all(is_liquid for _money, is_liquid in rows[code]),
        )
        for code, money in sums.items()
    ]
    return sorted(slices, key=lambda part: part.money.amount, reverse=True)


def by_currency(held: Iterable[Held]) -> list[CurrencyPart]:
    """Return net worth by currency, largest first; shares are of all currencies' sizes."""
    native: dict[str, Money] = {}
    found: dict[str, Conversion | None] = {}
    for part in held:
        code = part.row.currency
        amount = Money(part.row.total, code)
        native[code] = native.get(code, zero(code)) + (amount if part.is_asset else -amount)
        found[code] = part.conversion
    valued = {code: _rescaled(native[code], rate) for code, rate in found.items()}
    whole = sum((abs(part.money.amount) for part in valued.values() if part), Decimal(0))
    parts = [
        CurrencyPart(
            currency=code,
            amount=native[code],
            conversion=part,
            share=percent(abs(part.money.amount), whole) if part else None,
        )
        for code, part in valued.items()
    ]
    return sorted(parts, key=lambda part: -1 if part.share is None else part.share, reverse=True)


def _rescaled(money: Money, like: Conversion | None) -> Conversion | None:
    if like is None:
        return None
    worth = money.converted(like.money.currency, by=like.rate, over=Decimal(1))
    return Conversion(money, worth, like.rate, like.on, like.source)
