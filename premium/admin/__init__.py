"""Premium in the CMS."""

from premium.admin import grants, plans
from premium.paying import admin as payments

__all__ = ["grants", "payments", "plans"]
