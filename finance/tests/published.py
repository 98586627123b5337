"""Published rates for tests, written by staff: web may not act as the service."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from finance.models import FxRate
from numoraq.rls.identity import as_staff


def publish(staff: User, rates: Mapping[date, Mapping[str, Any]]) -> None:
    """Store units for one euro by day and currency."""
    rows = [
        FxRate(currency=currency, on=on, per_eur=Decimal(str(per_eur)))
        for on, of_day in rates.items()
        for currency, per_eur in of_day.items()
    ]
    with as_staff(staff):
        FxRate.objects.bulk_create(rows)


def publish_weekly(staff: User, *, until: date, **per_eur: Any) -> None:
    """Store rates once a week for more than five years, rising a little each week."""
    weeks = 5 * 53 + 10
    publish(
        staff,
        {
            until - timedelta(weeks=back): {
                currency: Decimal(str(rate)) * (1 - Decimal(back) / 2000)
                for currency, rate in per_eur.items()
            }
            for back in range(weeks)
        },
    )
