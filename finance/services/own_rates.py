"""A person's own rates, with a way back after one was removed."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from finance.errors import RateNotFound
from finance.models import Import, ManualRate
from finance.services import keepsakes, locks, rates

REMEMBERED: Final = 60 * 60  # seconds

type _Was = tuple[str, date, Decimal, UUID | None]


@transaction.atomic
def remove(*, user: User, rate_id: UUID) -> tuple[str, str]:
    """Forget an own rate; return its currency, and a word that brings it back (or nothing).

    Raises RateNotFound.
    """
    locks.hold(user=user)
    found = ManualRate.objects.filter(user=user, pk=rate_id).first()
    if found is None:
        raise RateNotFound(str(rate_id))
    token = secrets.token_urlsafe(12)
    was = (found.currency, found.on, found.per_eur, found.import_id)
    kept = keepsakes.keep(user=user, name=f"own-rate:{token}", value=was, seconds=REMEMBERED)
    rates.remove_own(user=user, rate_id=rate_id)
    return found.currency, token if kept else ""


@transaction.atomic
def bring_back(*, user: User, token: str) -> ManualRate:
    """Set an own rate again that was removed, exactly as it was.

    Raises RateNotFound when it is forgotten, or when that day has another one by now.
    """
    locks.hold(user=user)
    was: _Was | None = keepsakes.find(user=user, name=f"own-rate:{token}")
    if was is None:
        raise RateNotFound(token)
    currency, on, per_eur, import_id = was
    rate, is_new = ManualRate.objects.get_or_create(
        user=user,
        currency=currency,
        on=on,
        defaults={"per_eur": per_eur, "import_id": _still_there(user, import_id)},
    )
    if not is_new and rate.per_eur != per_eur:
        raise RateNotFound(token)
    return rate


def _still_there(user: User, import_id: UUID | None) -> UUID | None:
    """Return the import a rate came with, unless that is gone or going at this moment."""
    if import_id is None:
        return None
    own = Import.objects.filter(user=user, pk=import_id)
    found = own.select_for_update(skip_locked=True, no_key=True).first()
    return found.pk if found else None
