"""Achievements in the CMS: their points are changed there; what people have is seen."""

from django.contrib import admin

from cms.audited import AuditedModelAdmin
from cms.personal import PersonalModelAdmin
from cms.sidebar import Section
from cms.site import site
from gamification.models import Achieved, Achievement


@admin.register(Achievement, site=site)
class AchievementAdmin(AuditedModelAdmin[Achievement]):
    """What an achievement brings from now on; what was given stays."""

    section = Section.REWARDS
    may_change = True
    list_display = ("__str__", "code", "points", "is_active", "sort")
    list_display_links = ("__str__", "code")
    fields = ("code", "points", "is_active", "sort")
    readonly_fields = ("code",)


@admin.register(Achieved, site=site)
class AchievedAdmin(PersonalModelAdmin[Achieved]):
    """What a person has achieved."""

    section = Section.REWARDS
    list_display = ("achievement", "achieved_at", "user")
    list_select_related = ("user",)
    ordering = ("-achieved_at",)
