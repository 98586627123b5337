"""Reads about points and tiers."""

from gamification.selectors.tiers import NoTier, next_after, tier_for

__all__ = ["NoTier", "next_after", "tier_for"]
