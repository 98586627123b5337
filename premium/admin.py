"""Plans in the CMS: prices are changed there, plans are not added."""

from django.contrib import admin

from cms.audited import AuditedModelAdmin
from cms.sidebar import Section
from cms.site import site
from premium.models import Plan


@admin.register(Plan, site=site)
class PlanAdmin(AuditedModelAdmin[Plan]):
    """Changing a price is for administrators, and recorded."""

    section = Section.MONEY
    may_change = True
    list_display = ("__str__", "months", "price", "currency", "sort")
    fields = ("code", "months", "price", "currency", "sort")
    readonly_fields = ("code", "months", "currency")
