"""What people choose about rewards."""

from django.db import transaction

from accounts.models import User
from gamification.models import RewardPreference
from gamification.services import board

CHANGEABLE = frozenset({"takes_part", "wants_mails"})


@transaction.atomic
def change(*, user: User, **changes: bool) -> RewardPreference:
    """Save some choices of a person and no others; runs as that person.

    Whoever takes no part leaves the leaderboard. Points stay: whoever takes part again has them.
    Raises ValueError for an unknown choice.
    """
    if changes.keys() - CHANGEABLE:
        raise ValueError(f"not choices: {sorted(changes)}")
    if changes.get("takes_part") is False:
        board.leave(user=user)
    row, _is_new = RewardPreference.objects.update_or_create(user=user, defaults=changes)
    return row
