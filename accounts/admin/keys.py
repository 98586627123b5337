"""Personal access tokens in the CMS: seen, and ended; never shown."""

from typing import cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.keys import services
from accounts.models import PersonalToken, User
from cms.actions import with_reason
from cms.personal import PersonalModelAdmin
from cms.site import Section, site


@admin.register(PersonalToken, site=site)
class PersonalTokenAdmin(PersonalModelAdmin[PersonalToken]):
    """What programs of a person may do, and the way to end it."""

    section = Section.PEOPLE
    list_display = ("name", "hint", "scopes", "created_at", "expires_at", "last_used_at", "user")
    list_select_related = ("user",)
    ordering = ("-created_at",)
    actions = ("end",)

    @with_reason(_("End the token"))
    def end(self, request: HttpRequest, token: PersonalToken, reason: str) -> None:
        """End a token of somebody."""
        actor = cast("User", request.user)
        services.end_by_staff(token=token, actor=actor, reason=reason)
