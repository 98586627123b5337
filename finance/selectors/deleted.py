"""What a person deleted lately and can still bring back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from finance.models import Entry

KEPT: Final = timedelta(days=30)
MOST: Final = 200


def entries(*, user: User, at: datetime) -> Sequence[Entry]:
    """Return the entries deleted in the last thirty days, the latest first.

    `at` is aware UTC.
    """
    found = Entry.objects.filter(user=user, deleted_at__gt=at - KEPT)
    return list(found.order_by("-deleted_at", "pk")[:MOST])
