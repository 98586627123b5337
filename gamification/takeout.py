"""What this app holds about a person, as files of the archive of everything."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Model, QuerySet

from accounts.leaving.parts import rows
from accounts.leaving.registry import Part
from accounts.models import User
from gamification.models import (
    Achieved,
    CheckIn,
    LeaderboardMember,
    LedgerEntry,
    PointBalance,
    Referral,
    ReferralCode,
    RewardPreference,
    Streak,
    TierChange,
)

_AT_ONCE: Final = 500  # rows
_OTHERS: Final = {"user_id", "referred_id"}  # whose it is, and who else it is about
_FILES: Final[dict[str, type[Model]]] = {
    "balance": PointBalance,
    "points": LedgerEntry,
    "tiers": TierChange,
    "checkins": CheckIn,
    "streak": Streak,
    "leaderboard": LeaderboardMember,
    "referral_link": ReferralCode,
    "referrals": Referral,
    "achieved": Achieved,
    "preferences": RewardPreference,
}


def parts(user: User) -> Iterator[Part]:
    """Yield a person's points, and what they came by them for. Runs as the person."""
    for name, model in _FILES.items():
        yield rows(f"rewards/{name}.json", _values(model, user))


def _values(model: type[Model], user: User) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that are a person's, without saying whose."""
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in _OTHERS]
    own: QuerySet[Model] = QuerySet(model).filter(user=user)
    yield from own.order_by("pk").values(*names).iterator(chunk_size=_AT_ONCE)
