"""Premium in the CMS."""

from premium.admin import grants, plans

__all__ = ["grants", "plans"]
