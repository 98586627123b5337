"""Which balances a list asks for, and the groups they stand in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from finance import kinds
from finance.models import BalanceTotal, Entry
from finance.selectors import groups, words

ASSET_GROUPS: Final = {
    groups.LIQUID: _("Liquid"),
    groups.WALLETS: _("Wallets"),
    groups.ILLIQUID: _("Illiquid"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which balances of a category; nothing: all of them. Assets have a `group`."""

    category: str
    group: str = ""
    kind: str = ""
    search: str = ""


def group_of(row: BalanceTotal | Entry) -> str:
    """Return the code of the group: by liquidity for assets, by kind for what is owed."""
    if row.category == Entry.Category.ASSETS:
        return groups.code_of(row)
    return row.subcategory or kinds.OTHER


def label(*, category: str, code: str) -> str:
    """Return what people call a group."""
    return str(ASSET_GROUPS.get(code) or kinds.label(category, code))


def totals(*, user: User, query: Query) -> dict[str, list[BalanceTotal]]:
    """Return the sums of a query by group: from those kept, or from the rows in a search."""
    kept = BalanceTotal.objects.filter(_of_kind(query.kind), user=user, category=query.category)
    found = _searched(user, query) if query.search else kept
    by_group: dict[str, list[BalanceTotal]] = {code: [] for code in ASSET_GROUPS}
    for row in found:
        by_group.setdefault(group_of(row), []).append(row)
    return {code: rows for code, rows in by_group.items() if rows and query.group in {"", code}}


def members(*, user: User, query: Query, group: str) -> QuerySet[Entry]:
    """Return the balances of one group."""
    found = Entry.objects.filter(
        _of_kind(query.kind), user=user, category=query.category, deleted_at=None
    )
    if query.category == Entry.Category.LIABILITIES:
        found = found.filter(_of_kind(group))
    elif group == groups.WALLETS:
        found = found.filter(subcategory__in=groups.IN_WALLETS)
    else:
        found = found.filter(is_liquid=group == groups.LIQUID)
        found = found.exclude(subcategory__in=groups.IN_WALLETS)
    return cast("QuerySet[Entry]", words.containing(found, text=query.search))


def _of_kind(kind: str) -> Q:
    """Return the condition of a kind; balances without one are among the others."""
    if not kind:
        return Q()
    return Q(subcategory__in=[kind, ""] if kind == kinds.OTHER else [kind])


def _searched(user: User, query: Query) -> Iterable[BalanceTotal]:
    found = Entry.objects.filter(
        _of_kind(query.kind), user=user, category=query.category, deleted_at=None
    )
    columns = ("category", "subcategory", "is_liquid", "currency")
    rows = words.containing(found, text=query.search).values(*columns).order_by()
    for row in rows.annotate(total=Sum("balance"), entries=Count("pk")):
        yield BalanceTotal(user=user, **row)
