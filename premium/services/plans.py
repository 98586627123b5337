"""Loads the plans. Their prices are data, changed in the CMS."""

from decimal import Decimal
from typing import Final

from premium.models import Plan

# In US dollars. Source: PRODUCT, plans.
PLANS: Final[tuple[tuple[str, int | None, str], ...]] = (
    (Plan.Code.MONTHLY, 1, "9.99"),
    (Plan.Code.THREE_MONTHS, 3, "24.99"),
    (Plan.Code.SIX_MONTHS, 6, "44.99"),
    (Plan.Code.YEARLY, 12, "79.99"),
    (Plan.Code.LIFETIME, None, "299.00"),
)


def load() -> int:
    """Add the plans that are missing and leave the others as staff made them. Runs as service.

    Returns how many plans there are.
    """
    plans = [
        Plan(code=code, months=months, price=Decimal(price), sort=place)
        for place, (code, months, price) in enumerate(PLANS, 1)
    ]
    Plan.objects.bulk_create(plans, ignore_conflicts=True)
    return len(plans)
