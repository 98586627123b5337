"""The CMS's pages about rewards. Each module registers its own."""

from gamification.admin import points, tiers

__all__ = ["points", "tiers"]
