"""What a balance was worth, and when."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from accounts.models import User
from finance import rules
from finance.errors import InvalidEntry, LastValuation, ValuationNotFound
from finance.models import Entry, Valuation
from finance.services import entries, locks


@transaction.atomic
def put(
    *,
    user: User,
    entry_id: UUID,
    on: date,
    amount: Decimal,
    today: date,
    source: str = Valuation.Source.MANUAL,
) -> tuple[Valuation, bool]:
    """Set what a balance was worth on a day, in its own currency; a day has one value.

    Returns the value, and whether the day had none before. `today` is the person's day; later
    ones are refused. Triggers bring the entry and all sums up to date. Raises EntryNotFound,
    InvalidEntry (fields `amount` and `on`).
    """
    locks.hold(user=user)
    entry = entries.get(user=user, entry_id=entry_id)
    _check(entry, on=on, amount=amount, today=today)
    return Valuation.objects.update_or_create(
        user=user, entry=entry, on=on, defaults={"amount": amount, "source": source}
    )


@transaction.atomic
def remove(*, user: User, valuation_id: UUID) -> Entry:
    """Forget what a balance was worth on a day; return the entry as it is then.

    Raises ValuationNotFound, and LastValuation for the only one.
    """
    locks.hold(user=user)
    found = Valuation.objects.filter(
        user=user, pk=valuation_id, entry__user=user, entry__deleted_at=None
    ).first()
    if found is None:
        raise ValuationNotFound(str(valuation_id))
    if not Valuation.objects.filter(user=user, entry=found.entry_id).exclude(pk=found.pk).exists():
        raise LastValuation(str(valuation_id))
    found.delete()
    return entries.get(user=user, entry_id=found.entry_id)


def _check(entry: Entry, *, on: date, amount: Decimal, today: date) -> None:
    draft = rules.draft_of(entry)
    problems = {
        "amount": next(rules.amount_problems(amount, draft=draft), ""),
        "on": next(rules.day_problems(on, draft=draft, today=today), ""),
    }
    if not entry.is_balance:
        problems["amount"] = rules.NOT_A_BALANCE
    errors = {field: message for field, message in problems.items() if message}
    if errors:
        raise InvalidEntry(errors)
