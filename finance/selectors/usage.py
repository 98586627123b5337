"""Which currencies and accounts a person uses."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from accounts.models import User
from finance.models import BalanceTotal, Entry, ManualRate, MonthlyTotal

MOST: Final = 200


def currencies(*, user: User) -> Sequence[str]:
    """Return the codes of a person's currencies, their own first, then by the alphabet.

    From the sums that are kept: one query, however many entries there are.
    """
    recurring = Entry.objects.filter(is_recurring=True, deleted_at=None)
    sources = (recurring, BalanceTotal.objects, MonthlyTotal.objects, ManualRate.objects)
    first, *others = (
        rows.filter(user=user).order_by().values_list("currency", flat=True).distinct()
        for rows in sources
    )
    own = user.profile.default_currency
    return [own, *sorted(set(first.union(*others)) - {own})]


def months(*, user: User, category: str, today: date) -> Sequence[date]:
    """Return the first days of the months up to today with flows of a category, latest first.

    One query. What is planned for later months stands above all of them.
    """
    found = MonthlyTotal.objects.filter(user=user, category=category, month__lte=today)
    found = found.order_by("-month")
    return list(found.values_list("month", flat=True).distinct())


def accounts(*, user: User) -> Sequence[tuple[str, str]]:
    """Return (id, name) of the balances that flows can be paid from or into, by name."""
    found = Entry.objects.filter(user=user, category__in=Entry.BALANCES, deleted_at=None)
    spendable = found.filter(is_liquid=True) | found.filter(subcategory__in=["card", "loan"])
    rows = spendable.order_by("name", "pk").values_list("pk", "name")[:MOST]
    return [(str(pk), name) for pk, name in rows]


def who_has_entries(*, user_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of some people who have entries of their own: sample data is nobody's."""
    found = Entry.objects.filter(
        user_id__in=user_ids, deleted_at=None, user__profile__sample_persona=""
    )
    return set(found.order_by().values_list("user_id", flat=True).distinct())
