"""Premium in the CMS."""

from premium.admin import codes, grants, making, plans

__all__ = ["codes", "grants", "making", "plans"]
