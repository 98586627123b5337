"""Sums above the lists of balances: liquid, in wallets, illiquid, or owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from finance.models import BalanceTotal, Entry
from finance.selectors import rates
from numoraq.lib.money import Money, percent, total

LIQUID: Final = "liquid"
WALLETS: Final = "wallets"
ILLIQUID: Final = "illiquid"
OWED: Final = "owed"
IN_WALLETS: Final = frozenset({"crypto", "nft"})


@dataclass(frozen=True, slots=True)
class Group:
    """Balances that stand together in a list; `share` is of the whole category, in per cent."""

    code: str
    label: str
    count: int
    money: Money
    share: Decimal | None
    missing: tuple[str, ...]


def code_of(row: BalanceTotal | Entry) -> str:
    """Return the group a balance stands in."""
    if row.category == Entry.Category.LIABILITIES:
        return OWED
    if row.subcategory in IN_WALLETS:
        return WALLETS
    return LIQUID if row.is_liquid else ILLIQUID


def of(*, user: User, currency: str, category: str, today: date) -> Sequence[Group]:
    """Return the groups of a category of balances that have entries. Two queries."""
    found = list(BalanceTotal.objects.filter(user=user, category=category))
    table = rates.table(
        user=user, currencies={row.currency for row in found} | {currency}, days=[today]
    )
    rows: dict[str, list[tuple[BalanceTotal, Money | None]]] = {}
    for row in found:
        part = table.convert(Money(row.total, row.currency), to=currency, on=today)
        rows.setdefault(code_of(row), []).append((row, part.money if part else None))
    sums = {
        code: total((money for _row, money in parts if money), currency)
        for code, parts in rows.items()
    }
    whole = total(sums.values(), currency).amount
    return [
        Group(
            code=code,
            label=label,
            count=sum(row.entries for row, _money in rows[code]),
            money=sums[code],
            share=percent(sums[code].amount, whole),
            missing=tuple(sorted({r.currency for r, money in rows[code] if money is None})),
        )
        for code, label in _labels().items()
        if code in rows
    ]


def _labels() -> dict[str, str]:
    return {
        LIQUID: _("Liquid"),
        WALLETS: _("Wallets"),
        ILLIQUID: _("Illiquid"),
        OWED: _("You owe"),
    }
