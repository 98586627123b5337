"""Facts about a person's books, by which achievements are known. Whole numbers, in their currency.

From the sums that are kept wherever there are some. Sample data is nobody's achievement.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Max
from django.db.models.functions import TruncMonth

from accounts.models import User
from finance.models import BalanceTotal, Entry, EntryCount, NetWorthDay, Valuation
from finance.selectors import flows, groups
from finance.selectors.flows import Month

_BY_HAND: Final = (Valuation.Source.MANUAL, Valuation.Source.IMPORT)
_FULL_MONTHS: Final = 12


def facts(*, user: User, today: date) -> dict[str, int]:
    """Return the facts as of a day of the person's calendar."""
    if user.profile.sample_persona:
        return {}
    balances = list(BalanceTotal.objects.filter(user=user, entries__gt=0))
    assets = [row for row in balances if row.category == Entry.Category.ASSETS]
    currency = user.profile.default_currency
    full = flows.by_month(user=user, currency=currency, today=today, months=_FULL_MONTHS + 1)[:-1]
    return {
        "entries": sum(EntryCount.objects.filter(user=user).values_list("entries", flat=True)),
        "currencies": len({row.currency for row in balances}),
        "kinds_of_assets": len({row.subcategory for row in assets}),
        "months_of_history": _months_of_history(user, today),
        "months_reviewed": _months_reviewed(user),
        "balances_of_this_month": _balances_of_this_month(user, today),
        "months_kept": _months_kept(full),
        "months_of_cushion": _months_of_cushion(user, currency, today, full[-3:]),
        **_debts(user),
    }


def _months_of_history(user: User, today: date) -> int:
    first = NetWorthDay.objects.filter(user=user).order_by("on").values_list("on", flat=True)[:1]
    return max((_months(today) - _months(on) for on in first), default=0)


def _months(on: date) -> int:
    return on.year * 12 + on.month


def _months_reviewed(user: User) -> int:
    """Return in how many months somebody wrote values down, whatever days those are of."""
    written = Valuation.objects.filter(user=user, source__in=_BY_HAND).order_by()
    return written.annotate(month=TruncMonth("created_at")).values("month").distinct().count()


def _balances_of_this_month(user: User, today: date) -> int:
    """Return how many balances there are when each has a value of this month, else none."""
    own = Entry.objects.filter(user=user, category__in=Entry.BALANCES, deleted_at=None)
    latest = own.annotate(latest=Max("valuations__on")).values_list("latest", flat=True)
    days = list(latest)
    is_whole = all(on is not None and on >= today.replace(day=1) for on in days)
    return len(days) if is_whole else 0


def _debts(user: User) -> dict[str, int]:
    """Return how many debts are paid, and the largest part paid of one that was there before."""
    own = Entry.objects.filter(user=user, category=Entry.Category.LIABILITIES, deleted_at=None)
    rows = own.annotate(most=Max("valuations__amount")).filter(most__gt=0)
    pairs = list(rows.values_list("amount", "most"))
    parts = [int(100 * (most - left) / most) for left, most in pairs]
    return {
        "debts_paid": sum(1 for left, _most in pairs if left <= 0),
        "percent_of_a_debt_paid": max(parts, default=0),
    }


def _months_kept(full: list[Month]) -> int:
    """Return how many of the last full months, without a break, brought more than they cost."""
    count = 0
    for month in reversed(full):
        if month.income.amount <= 0 or month.kept.amount <= 0:
            break
        count += 1
    return count


def _months_of_cushion(user: User, currency: str, today: date, last: list[Month]) -> int:
    spent = sum((month.expenses.amount for month in last), Decimal(0)) / max(len(last), 1)
    category = Entry.Category.ASSETS
    found = groups.of(user=user, currency=currency, category=category, today=today)
    liquid = next((g.money.amount for g in found if g.code == groups.LIQUID), Decimal(0))
    return int(liquid / spent) if spent > 0 else 0
