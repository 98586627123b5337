"""Plans and limits in the CMS: changed there, neither added nor deleted."""

from django.contrib import admin

from cms.audited import AuditedModelAdmin
from cms.sidebar import Section
from cms.site import site
from premium.models import Feature, Plan


@admin.register(Plan, site=site)
class PlanAdmin(AuditedModelAdmin[Plan]):
    """Changing a price is for administrators, and recorded."""

    section = Section.PREMIUM
    may_change = True
    list_display = ("__str__", "months", "price", "currency", "sort")
    fields = ("code", "months", "price", "currency", "sort", "stripe_price", "stripe_amount")
    readonly_fields = ("code", "months", "currency", "stripe_price", "stripe_amount")


@admin.register(Feature, site=site)
class FeatureAdmin(AuditedModelAdmin[Feature]):
    """What everybody may use, and what premium lifts that to."""

    section = Section.PREMIUM
    may_change = True
    list_display = ("__str__", "free_limit", "premium_limit", "sort")
    fields = ("code", "free_limit", "premium_limit", "sort")
    readonly_fields = ("code",)
