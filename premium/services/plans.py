"""Loads the plans. Their prices are data, changed in the CMS."""

from decimal import Decimal
from typing import Final

from premium.models import Plan

# In US dollars.
PLANS: Final[tuple[tuple[str, int | None, str], ...]] = (
    (Plan.Code.MONTHLY, 1, "9.99"),
    (Plan.Code.THREE_MONTHS, 3, "24.99"),
    (Plan.Code.SIX_MONTHS, 6, "44.99"),
    (Plan.Code.YEARLY, 12, "79.99"),
    (Plan.Code.LIFETIME, None, "299.00"),
)


def load(using: str) -> int:
    """Add the plans that are missing, leave the others as staff made them; return how many."""
    known = set(Plan.objects.using(using).values_list("code", flat=True))
    missing = [
        Plan(code=code, months=months, price=Decimal(price), sort=place)
        for place, (code, months, price) in enumerate(PLANS, 1)
        if code not in known
    ]
    return len(Plan.objects.using(using).bulk_create(missing))
