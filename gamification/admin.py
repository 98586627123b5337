"""Tiers in the CMS: thresholds and titles are changed there, tiers are not added."""

from django.contrib import admin

from cms.audited import AuditedModelAdmin
from cms.sidebar import Section
from cms.site import site
from gamification.models import Tier


@admin.register(Tier, site=site)
class TierAdmin(AuditedModelAdmin[Tier]):
    """Changing a threshold is for administrators, and recorded."""

    section = Section.PEOPLE
    may_change = True
    list_display = ("__str__", "code", "threshold", "sort")
    list_display_links = ("__str__", "code")
    fields = ("code", "threshold", "title", "sort")
    readonly_fields = ("code",)
