"""Subscriptions of nobody in the CMS: whether one is to end, the team says."""

from typing import cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.site import Section, site
from premium.models import Stray
from premium.services import strays


@admin.register(Stray, site=site)
class StrayAdmin(AuditedModelAdmin[Stray]):
    """What runs at Stripe and has nobody here: a person who left, or a database that is older."""

    section = Section.PREMIUM
    list_display = ("stripe_subscription", "plan_type", "status", "person", "seen_at")
    list_filter = ("status",)
    ordering = ("-seen_at", "pk")
    actions = ("end",)

    @with_reason(
        _("End now, without paying back"),
        warning=_(
            "If an older backup was restored, these may be people who pay: they would lose what "
            "they subscribed to."
        ),
    )
    def end(self, request: HttpRequest, stray: Stray, reason: str) -> None:
        """End a subscription whose person has left."""
        actor = cast("User", request.user)
        strays.end(stray=stray, actor=actor, reason=reason, at=timezone.now())
