"""A person's own rates, with a way back after one was removed."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from finance.errors import InvalidEntry, RateNotFound
from finance.models import ManualRate
from finance.selectors.rates import BASE
from finance.services import keepsakes, rates
from numoraq.lib.money import Money, scale

REMEMBERED: Final = 60 * 60  # seconds


@transaction.atomic
def remove(*, user: User, rate_id: UUID) -> tuple[str, str]:
    """Forget an own rate; return its currency, and a word that brings it back (or nothing).

    Raises RateNotFound.
    """
    found = ManualRate.objects.filter(user=user, pk=rate_id).first()
    if found is None:
        raise RateNotFound(str(rate_id))
    token = secrets.token_urlsafe(12)
    was = (found.currency, found.on, found.per_eur)
    kept = keepsakes.keep(user=user, name=f"rate:{token}", value=was, seconds=REMEMBERED)
    rates.remove_own(user=user, rate_id=rate_id)
    return found.currency, token if kept else ""


@transaction.atomic
def bring_back(*, user: User, token: str) -> ManualRate:
    """Set an own rate again that was removed. Raises RateNotFound when it is forgotten."""
    was: tuple[str, date, Decimal] | None = keepsakes.find(user=user, name=f"rate:{token}")
    if was is None:
        raise RateNotFound(token)
    currency, on, per_eur = was
    worth = Money(scale(Decimal(1), by=Decimal(1), over=per_eur), BASE)
    try:
        rate, _is_new = rates.set_own(user=user, currency=currency, on=on, worth=worth, today=on)
    except InvalidEntry as error:  # nothing is left in what is no currency
        raise RateNotFound(token) from error
    return rate
