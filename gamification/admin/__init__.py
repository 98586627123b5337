"""The CMS's pages about rewards. Each module registers its own."""

from gamification.admin import board, habits, points, referrals, tiers

__all__ = ["board", "habits", "points", "referrals", "tiers"]
