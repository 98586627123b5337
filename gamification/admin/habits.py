"""Check-ins in the CMS: seen, never made."""

from django.contrib import admin

from cms.personal import PersonalModelAdmin
from cms.sidebar import Section
from cms.site import site
from gamification.models import CheckIn, Streak


@admin.register(CheckIn, site=site)
class CheckInAdmin(PersonalModelAdmin[CheckIn]):
    """On which days a person checked in."""

    section = Section.REWARDS
    list_display = ("local_date", "timezone", "created_at", "user")
    list_select_related = ("user",)
    ordering = ("-local_date",)


@admin.register(Streak, site=site)
class StreakAdmin(PersonalModelAdmin[Streak]):
    """How many days in a row a person is at."""

    section = Section.REWARDS
    list_display = ("user", "days", "best_days", "started_on", "last_on")
    list_select_related = ("user",)
    ordering = ("-last_on", "user")
