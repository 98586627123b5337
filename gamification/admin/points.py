"""Points in the CMS: what people have, and what for; given and taken back by staff."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import with_reason
from cms.personal import PersonalModelAdmin
from cms.sidebar import Section
from cms.site import site
from gamification.admin.forms import AwardForm
from gamification.models import LedgerEntry, PointBalance, RewardPreference, TierChange
from gamification.services import staff


@admin.register(PointBalance, site=site)
class PointBalanceAdmin(PersonalModelAdmin[PointBalance]):
    """What a person has come to."""

    section = Section.REWARDS
    list_display = ("user", "total_points", "current_tier", "source", "last_activity_at")
    list_select_related = ("user",)
    ordering = ("-total_points", "user")
    actions = ("give",)

    def has_give_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may give points."""
        return request.user.has_perm("gamification.add_ledgerentry")

    @admin.action(description=_("Give points"), permissions=["give"])
    def give(self, request: HttpRequest, queryset: QuerySet[PointBalance]) -> HttpResponse | None:
        """Lead to the form in which points are given, filled in with the person."""
        row = queryset.first()
        if row is None:
            return None
        form = reverse("admin:gamification_ledgerentry_add")
        return HttpResponseRedirect(f"{form}?{urlencode({'person': str(row.user_id)})}")


@admin.register(LedgerEntry, site=site)
class LedgerEntryAdmin(PersonalModelAdmin[LedgerEntry]):
    """What a person was given points for. Staff give more, or take some back."""

    section = Section.REWARDS
    may_add = True
    list_display = ("created_at", "delta", "source", "idem_key", "ref", "reason", "user")
    list_select_related = ("user",)
    ordering = ("-created_at", "-id")
    actions = ("take_back",)

    def get_form(
        self,
        request: HttpRequest,
        obj: LedgerEntry | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Ask for a person and what for; what was given is only looked at."""
        form = type("AwardForm", (AwardForm,), {"actor": request.user})
        return super().get_form(request, obj, change, **(kwargs if obj else {"form": form}))

    def get_fields(self, request: HttpRequest, obj: LedgerEntry | None = None) -> Any:
        """Show what a new one needs, and of an old one everything."""
        if obj is None:
            return ("person", "act", "number", "reason", "once")
        return super().get_fields(request, obj)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Return what the form gave: the service has made the row and the record."""
        return form.given

    def save_model(self, request: HttpRequest, obj: LedgerEntry, form: Any, change: bool) -> None:
        """Store nothing more."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store nothing more."""

    def log_addition(self, request: HttpRequest, obj: LedgerEntry, message: Any) -> Any:
        """Record nothing more: the service has, with the reason."""

    @with_reason(_("Take back"), locks=staff.hold_of)
    def take_back(self, request: HttpRequest, entry: LedgerEntry, reason: str) -> None:
        """Take points back, whatever they were for."""
        staff.take_back(entry=entry, actor=_actor(request), reason=reason, at=timezone.now())


@admin.register(TierChange, site=site)
class TierChangeAdmin(PersonalModelAdmin[TierChange]):
    """Which tiers a person has reached."""

    section = Section.REWARDS
    list_display = ("tier", "total_points", "reached_at", "user")
    list_select_related = ("user",)
    ordering = ("-reached_at",)


@admin.register(RewardPreference, site=site)
class RewardPreferenceAdmin(PersonalModelAdmin[RewardPreference]):
    """What a person chose about rewards."""

    section = Section.REWARDS
    list_display = ("user", "takes_part", "wants_mails", "updated_at")
    list_select_related = ("user",)
    ordering = ("pk",)


def _actor(request: HttpRequest) -> User:
    return cast("User", request.user)
