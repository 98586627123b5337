"""Lost second factors in the CMS: staff approve or refuse, and cannot hurry."""

from datetime import datetime
from typing import cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import FactorReset, User
from accounts.services import resets
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.site import Section, site


@admin.register(FactorReset, site=site)
class FactorResetAdmin(AuditedModelAdmin[FactorReset]):
    """Requests of people who have lost every second factor.

    A password that was set just before, from nowhere the person has been, is a reason to refuse.
    """

    section = Section.PEOPLE
    list_display = (
        "user",
        "status",
        "asked_at",
        "password_set_at",
        "ip",
        "device",
        "waits_until",
        "approved_by",
    )
    list_filter = ("status",)
    list_select_related = ("user", "approved_by")
    search_fields = ("user__email__startswith",)
    ordering = ("-asked_at",)
    actions = ("approve", "refuse")

    @admin.display(description=_("password set at"))
    def password_set_at(self, reset: FactorReset) -> datetime | None:
        """Return when the person last set a password."""
        return reset.user.password_changed_at

    @admin.display(description=_("browser"))
    def device(self, reset: FactorReset) -> str:
        """Return browser and system."""
        return reset.device

    @with_reason(_("Approve: the wait begins"))
    def approve(self, request: HttpRequest, reset: FactorReset, reason: str) -> None:
        """Let the wait begin."""
        actor = cast("User", request.user)
        resets.approve(reset=reset, actor=actor, reason=reason, at=timezone.now())

    @with_reason(_("Refuse"))
    def refuse(self, request: HttpRequest, reset: FactorReset, reason: str) -> None:
        """Leave the factors as they are."""
        resets.refuse(reset=reset, actor=cast("User", request.user), reason=reason)
