"""What people choose about rewards."""

from django.db import transaction

from accounts.models import User
from gamification.models import RewardPreference

CHANGEABLE = frozenset({"takes_part", "wants_mails"})


@transaction.atomic
def change(*, user: User, **changes: bool) -> RewardPreference:
    """Save some choices of a person and no others; runs as that person.

    Points stay, whoever takes part again has them. Raises ValueError for an unknown choice.
    """
    if changes.keys() - CHANGEABLE:
        raise ValueError(f"not choices: {sorted(changes)}")
    row, _is_new = RewardPreference.objects.update_or_create(user=user, defaults=changes)
    return row
