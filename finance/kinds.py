"""The kinds of entries (`subcategory`): codes that are stored, labels that are shown.

A person's import may bring other kinds; they are kept as they are and show themselves.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance.models import Entry

OTHER: Final = "other"
MAX_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entries, and whether such assets can be spent soon."""

    code: str
    label: str | Promise
    is_liquid: bool = True


ASSETS: Final = (
    Kind("cash", _("Cash")),
    Kind("bank", _("Bank account")),
    Kind("stock", _("Stocks")),
    Kind("fund", _("Funds")),
    Kind("crypto", _("Crypto")),
    Kind("metal", _("Precious metals")),
    Kind("real_estate", _("Property"), is_liquid=False),
    Kind("vehicle", _("Vehicle"), is_liquid=False),
    Kind("nft", _("NFT"), is_liquid=False),
    Kind("collectible", _("Collectibles"), is_liquid=False),
    Kind("pension", _("Pension"), is_liquid=False),
    Kind("receivable", _("Money owed to you"), is_liquid=False),
    Kind(OTHER, _("Other"), is_liquid=False),
)
LIABILITIES: Final = (
    Kind("mortgage", _("Mortgage"), is_liquid=False),
    Kind("loan", _("Loan"), is_liquid=False),
    Kind("card", _("Credit card"), is_liquid=False),
    Kind("tax", _("Tax"), is_liquid=False),
    Kind(OTHER, _("Other"), is_liquid=False),
)
INCOME: Final = (
    Kind("salary", _("Salary")),
    Kind("freelance", _("Freelance")),
    Kind("business", _("Business")),
    Kind("dividends", _("Dividends")),
    Kind("interest", _("Interest")),
    Kind("rent", _("Rent received")),
    Kind("pension", _("Pension")),
    Kind("benefits", _("Benefits")),
    Kind("gift", _("Gifts")),
    Kind("refund", _("Refunds")),
    Kind("sale", _("Things sold")),
    Kind(OTHER, _("Other")),
)
EXPENSES: Final = (
    Kind("housing", _("Housing")),
    Kind("utilities", _("Energy and water")),
    Kind("food", _("Food")),
    Kind("transport", _("Transport")),
    Kind("children", _("Children")),
    Kind("health", _("Health")),
    Kind("insurance", _("Insurance")),
    Kind("debt", _("Loan payments")),
    Kind("tax", _("Tax")),
    Kind("leisure", _("Leisure")),
    Kind("shopping", _("Shopping")),
    Kind("subscriptions", _("Subscriptions")),
    Kind("travel", _("Travel")),
    Kind("education", _("Education")),
    Kind("work", _("Work")),
    Kind("donations", _("Donations")),
    Kind("fees", _("Fees")),
    Kind(OTHER, _("Other")),
)
_BY_CATEGORY: Final = {
    Entry.Category.ASSETS: ASSETS,
    Entry.Category.LIABILITIES: LIABILITIES,
    Entry.Category.INCOME: INCOME,
    Entry.Category.EXPENSES: EXPENSES,
}
# Words that other programs write for the same kinds.
_ALIASES: Final = {
    "stocks": "stock",
    "shares": "stock",
    "etf": "fund",
    "funds": "fund",
    "cryptocurrency": "crypto",
    "property": "real_estate",
    "realestate": "real_estate",
    "house": "real_estate",
    "car": "vehicle",
    "gold": "metal",
    "savings": "bank",
    "credit_card": "card",
    "groceries": "food",
    "dining": "food",
    "entertainment": "leisure",
    "wages": "salary",
    "dividend": "dividends",
    "gifts": "gift",
}


def of(category: str) -> tuple[Kind, ...]:
    """Return the kinds of a category in the order of forms; none for an unknown category."""
    return _BY_CATEGORY.get(Entry.Category(category), ()) if category in _BY_CATEGORY else ()


def choices(category: str) -> list[tuple[str, str]]:
    """Return the kinds of a category as (code, label)."""
    return [(kind.code, str(kind.label)) for kind in of(category)]


def label(category: str, code: str) -> str:
    """Return what people call a kind; a kind of their own shows itself."""
    kind = _index(category).get(code or OTHER)
    return str(kind.label) if kind else code.replace("_", " ").capitalize()


def is_liquid(category: str, code: str) -> bool:
    """Return whether entries of a kind are liquid unless somebody says otherwise."""
    kind = _index(category).get(code or OTHER)
    return kind.is_liquid if kind else category not in Entry.BALANCES


def find(category: str, text: str) -> str:
    """Return the code of a kind for its code, its label or a usual word for it.

    Anything else is returned in lower case as a kind of the person's own, an empty text as "".
    """
    folded = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())[:MAX_LENGTH]
    if folded in _index(category):
        return folded
    alias = _ALIASES.get(folded, "")
    if alias in _index(category):
        return alias
    spoken = text.strip().casefold()
    return next((k.code for k in of(category) if str(k.label).casefold() == spoken), folded)


@lru_cache(maxsize=8)
def _index(category: str) -> dict[str, Kind]:
    return {kind.code: kind for kind in of(category)}
