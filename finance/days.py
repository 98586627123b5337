"""Which day it is for a person. Views and tasks ask; whatever they call is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from accounts.models import User


def today(user: User) -> date:
    """Return today's date in the person's time zone."""
    return on(at=timezone.now(), zone=user.profile.timezone)


def on(*, at: datetime, zone: str) -> date:
    """Return the date of a moment in a time zone; an unknown zone counts as UTC."""
    try:
        return at.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return at.astimezone(UTC).date()
