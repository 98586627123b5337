"""Premium in the CMS."""

from premium.admin import codes, grants, making, payments, plans, strays

__all__ = ["codes", "grants", "making", "payments", "plans", "strays"]
