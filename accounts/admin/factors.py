"""Second factors in the CMS: looked at. No secret is in this table, and nothing changes here."""

from django.contrib import admin

from accounts.models import Factor
from cms.personal import PersonalModelAdmin
from cms.site import Section, site


@admin.register(Factor, site=site)
class FactorAdmin(PersonalModelAdmin[Factor]):
    """By what a person proves themselves beside the password."""

    section = Section.PEOPLE
    list_display = ("__str__", "type", "created_at", "last_used_at", "user")
    list_select_related = ("user",)
    fields = readonly_fields = ("user", "type", "__str__", "created_at", "last_used_at")
    ordering = ("created_at",)
