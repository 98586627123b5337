"""The number that changes whenever a person's figures do: caches carry it in their keys."""

from accounts.models import User
from finance.models import DataVersion


def current(*, user: User) -> int:
    """Return the version of a person's entries, valuations, occurrences and own rates."""
    found = DataVersion.objects.filter(user=user).values_list("version", flat=True).first()
    return found or 0
