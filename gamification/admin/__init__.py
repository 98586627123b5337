"""The CMS's pages about rewards. Each module registers its own."""

from gamification.admin import habits, points, tiers

__all__ = ["habits", "points", "tiers"]
