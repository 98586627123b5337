"""Points, the tiers they lead to, and what people choose about both."""

from gamification.models.habits import CheckIn, Streak
from gamification.models.points import LedgerEntry, PointBalance, TierChange
from gamification.models.preferences import RewardPreference
from gamification.models.rules import PointRule
from gamification.models.tiers import Tier

__all__ = [
    "CheckIn",
    "LedgerEntry",
    "PointBalance",
    "PointRule",
    "RewardPreference",
    "Streak",
    "Tier",
    "TierChange",
]
