"""The CMS's pages about rewards. Each module registers its own."""

from gamification.admin import achievements, board, habits, points, referrals, tiers

__all__ = ["achievements", "board", "habits", "points", "referrals", "tiers"]
