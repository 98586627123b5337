"""Plans in the CMS: prices are changed there, plans are not added."""

from django.contrib import admin

from cms.audited import AuditedModelAdmin
from cms.sidebar import Section
from cms.site import site
from premium.models import Plan
from premium.paying import admin as payments  # noqa: F401 registers itself


@admin.register(Plan, site=site)
class PlanAdmin(AuditedModelAdmin[Plan]):
    """Changing a price is for administrators, and recorded."""

    section = Section.MONEY
    may_change = True
    list_display = ("__str__", "months", "price", "currency", "sort")
    fields = ("code", "months", "price", "currency", "sort", "stripe_price", "stripe_amount")
    readonly_fields = ("code", "months", "currency", "stripe_price", "stripe_amount")
