"""What is due next: recurring flows by their rules, and one-off ones with a day to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from finance import recurrence
from finance.models import Entry
from finance.selectors import rates
from finance.selectors.rates import Conversion
from numoraq.lib.money import Money


@dataclass(frozen=True, slots=True)
class Due:
    """One income or expense of a day to come; the amount is above zero."""

    entry_id: UUID
    name: str
    category: str
    subcategory: str
    on: date
    money: Money
    converted: Conversion | None
    is_recurring: bool


def due(
    *, user: User, currency: str, today: date, days: int = 30, limit: int | None = None
) -> list[Due]:
    """Return what has not come yet, up to a number of days from today, earliest first.

    Amounts are converted by today's rates. Two queries.
    """
    last = today + timedelta(days=days)
    coming = sorted(_coming(user, today, last), key=lambda pair: (pair[0], pair[1].name))[:limit]
    codes = {entry.currency for _day, entry in coming} | {currency}
    table = rates.table(user=user, currencies=codes, days=[today])
    return [
        Due(
            entry_id=entry.pk,
            name=entry.name,
            category=entry.category,
            subcategory=entry.subcategory,
            on=day,
            money=entry.money,
            converted=table.convert(entry.money, to=currency, on=today),
            is_recurring=entry.is_recurring,
        )
        for day, entry in coming
    ]


def _coming(user: User, today: date, last: date) -> Iterable[tuple[date, Entry]]:
    entries = Entry.objects.filter(user=user, deleted_at=None, category__in=Entry.FLOWS).filter(
        Q(is_recurring=True, next_due_on__lte=last)
        | Q(is_recurring=False, date__gt=today, date__lte=last)
    )
    for entry in entries:
        if entry.is_recurring:
            first = max(today, entry.next_due_on or today)  # what has come is no longer due
            for day in recurrence.of(entry).days(first=first, last=last):
                yield day, entry
        else:
            yield entry.date, entry
