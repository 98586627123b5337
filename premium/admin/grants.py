"""Premium of people in the CMS: what they were granted, what it adds up to; given, taken back."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.personal import PersonalModelAdmin
from cms.site import Section, site
from premium.admin.forms import GrantForm
from premium.models import Grant, PremiumStatus
from premium.services import staff


@admin.register(Grant, site=site)
class GrantAdmin(PersonalModelAdmin[Grant]):
    """Every act that gave somebody premium. Staff give more, or take one back."""

    section = Section.PREMIUM
    may_add = True
    list_display = (
        "granted_at", "source", "kind", "plan_type", "length", "suspended_at", "revoked_at", "user",
    )  # fmt: skip
    list_select_related = ("user",)
    ordering = ("-granted_at",)
    actions = ("take_back",)

    def get_form(
        self, request: HttpRequest, obj: Grant | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Ask for a person and for how long; what was given is only looked at."""
        return super().get_form(request, obj, change, **(kwargs if obj else {"form": GrantForm}))

    def get_fields(self, request: HttpRequest, obj: Grant | None = None) -> Any:
        """Show what a new one needs, and of an old one everything."""
        if obj is None:
            return ("person", "days", "for_good", "reason", "once")
        return super().get_fields(request, obj)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Give it: the service makes the row and the record."""
        data = form.cleaned_data
        return staff.give(
            person=data["person"],
            days=data["days"],
            once=data["once"],
            actor=cast("User", request.user),
            reason=data["reason"],
            at=timezone.now(),
        )

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        """Store nothing more."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store nothing more."""

    def log_addition(self, request: HttpRequest, obj: Grant, message: Any) -> Any:
        """Record nothing more: the service has, with the reason."""

    @admin.display(description=_("length"))
    def length(self, grant: Grant) -> str:
        """Return how long it is."""
        return grant.length_display

    @with_reason(_("Take back"))
    def take_back(self, request: HttpRequest, grant: Grant, reason: str) -> None:
        """End what one act gave; what was used of it stays used."""
        actor = cast("User", request.user)
        staff.take_back(grant=grant, actor=actor, reason=reason, at=timezone.now())


@admin.register(PremiumStatus, site=site)
class PremiumStatusAdmin(AuditedModelAdmin[PremiumStatus]):
    """What the grants of people add up to."""

    section = Section.PREMIUM
    list_display = (
        "user", "plan_type", "source", "premium_expires_at", "is_lifetime", "updated_at",
    )  # fmt: skip
    list_filter = ("source", "plan_type", "is_lifetime")
    list_select_related = ("user",)
    search_fields = ("user__email__startswith",)
    ordering = ("-updated_at",)
