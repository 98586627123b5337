"""Stripe's calendar: periods are counted from the anchor, so the 31st comes back after February."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

from premium.fakestripe.shapes import Json

DAY = 86_400  # seconds


def after(anchor: int, recurring: Json, periods: int) -> int:
    """Return the end of some number of periods after an anchor; all are Unix seconds, in UTC.

    Where a month lacks the anchor's day, it is the month's last. Source:
    docs.stripe.com/billing/subscriptions/billing-cycle.
    """
    count = recurring["interval_count"] * periods
    begun = datetime.fromtimestamp(anchor, UTC)
    if recurring["interval"] == "day":
        return int((begun + timedelta(days=count)).timestamp())
    if recurring["interval"] == "week":
        return int((begun + timedelta(weeks=count)).timestamp())
    months = count * (12 if recurring["interval"] == "year" else 1)
    year, month = divmod(begun.year * 12 + begun.month - 1 + months, 12)
    day = min(begun.day, monthrange(year, month + 1)[1])
    return int(begun.replace(year=year, month=month + 1, day=day).timestamp())


def period_after(anchor: int, recurring: Json, start: int) -> int:
    """Return the end of the period that begins at `start`, on the grid of the anchor."""
    periods = 1
    while (end := after(anchor, recurring, periods)) <= start:
        periods += 1
    return end
