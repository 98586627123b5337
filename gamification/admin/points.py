"""Points in the CMS: what people have, and what for. Nothing of it is written by hand."""

from django.contrib import admin

from cms.personal import PersonalModelAdmin
from cms.sidebar import Section
from cms.site import site
from gamification.models import LedgerEntry, PointBalance, RewardPreference, TierChange


@admin.register(PointBalance, site=site)
class PointBalanceAdmin(PersonalModelAdmin[PointBalance]):
    """What a person has come to."""

    section = Section.PEOPLE
    list_display = ("user", "total_points", "current_tier", "source", "last_activity_at")
    list_select_related = ("user",)
    ordering = ("-total_points", "user")


@admin.register(LedgerEntry, site=site)
class LedgerEntryAdmin(PersonalModelAdmin[LedgerEntry]):
    """What a person was given points for."""

    section = Section.PEOPLE
    list_display = ("created_at", "delta", "source", "idem_key", "ref", "reason", "user")
    list_select_related = ("user",)
    ordering = ("-created_at", "-id")


@admin.register(TierChange, site=site)
class TierChangeAdmin(PersonalModelAdmin[TierChange]):
    """Which tiers a person has reached."""

    section = Section.PEOPLE
    list_display = ("tier", "total_points", "reached_at", "user")
    list_select_related = ("user",)
    ordering = ("-reached_at",)


@admin.register(RewardPreference, site=site)
class RewardPreferenceAdmin(PersonalModelAdmin[RewardPreference]):
    """What a person chose about rewards."""

    section = Section.PEOPLE
    list_display = ("user", "takes_part", "wants_mails", "updated_at")
    list_select_related = ("user",)
    ordering = ("pk",)
