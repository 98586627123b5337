"""Referrals in the CMS: seen; points are taken back where points are."""

from django.contrib import admin

from cms.personal import PersonalModelAdmin
from cms.sidebar import Section
from cms.site import site
from gamification.models import Referral, ReferralCode


@admin.register(Referral, site=site)
class ReferralAdmin(PersonalModelAdmin[Referral]):
    """Who came by a person's link."""

    section = Section.REWARDS
    list_display = ("user", "referred", "status", "signed_up_at", "changed_at")
    list_select_related = ("user", "referred")
    ordering = ("-signed_up_at",)


@admin.register(ReferralCode, site=site)
class ReferralCodeAdmin(PersonalModelAdmin[ReferralCode]):
    """A person's link."""

    section = Section.REWARDS
    list_display = ("code", "user", "created_at")
    list_select_related = ("user",)
    ordering = ("-created_at",)
