"""Tiers and rules in the CMS: their figures are changed there, none is added."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from cms.audited import AuditedModelAdmin
from cms.sidebar import Section
from cms.site import site
from gamification.models import PointRule, Tier
from numoraq.lib import jobs


@admin.register(Tier, site=site)
class TierAdmin(AuditedModelAdmin[Tier]):
    """Changing a threshold is for administrators, recorded, and applied to everybody by a job."""

    section = Section.REWARDS
    may_change = True
    list_display = ("__str__", "code", "threshold", "sort")
    list_display_links = ("__str__", "code")
    fields = ("code", "threshold", "title", "sort")
    readonly_fields = ("code",)

    def save_model(self, request: HttpRequest, obj: Tier, form: Any, change: bool) -> None:
        """Save the tier; a new threshold moves people."""
        super().save_model(request, obj, form, change)
        if "threshold" in form.changed_data:
            jobs.enqueue("gamification.reconcile_points")


@admin.register(PointRule, site=site)
class PointRuleAdmin(AuditedModelAdmin[PointRule]):
    """How many points an act gives from now on; what was given stays as it was."""

    section = Section.REWARDS
    may_change = True
    list_display = ("__str__", "code", "points", "most_per_day", "is_active", "sort")
    list_display_links = ("__str__", "code")
    fields = ("code", "points", "most_per_day", "is_active", "sort")
    readonly_fields = ("code",)
