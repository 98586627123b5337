"""Points, the tiers they lead to, and what people choose about both."""

from gamification.models.achievements import Achieved, Achievement
from gamification.models.board import LeaderboardMember, LeaderboardRank, LeaderboardRow
from gamification.models.habits import CheckIn, Streak
from gamification.models.points import LedgerEntry, PointBalance, TierChange
from gamification.models.preferences import RewardPreference
from gamification.models.referrals import BroughtMailbox, Referral, ReferralCode
from gamification.models.rules import PointRule
from gamification.models.tiers import Tier

__all__ = [
    "Achieved",
    "Achievement",
    "BroughtMailbox",
    "CheckIn",
    "LeaderboardMember",
    "LeaderboardRank",
    "LeaderboardRow",
    "LedgerEntry",
    "PointBalance",
    "PointRule",
    "Referral",
    "ReferralCode",
    "RewardPreference",
    "Streak",
    "Tier",
    "TierChange",
]
