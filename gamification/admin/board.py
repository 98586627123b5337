"""The leaderboard in the CMS: names that offend are taken off."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.personal import PersonalModelAdmin, find_person
from cms.sidebar import Section
from cms.site import site
from gamification.models import LeaderboardMember, LeaderboardRow
from gamification.services import board, staff


@admin.register(LeaderboardMember, site=site)
class LeaderboardMemberAdmin(PersonalModelAdmin[LeaderboardMember]):
    """Who is on the leaderboard, found by the person or by the pseudonym of a row."""

    section = Section.REWARDS
    list_display = ("pseudonym", "user", "joined_at")
    list_select_related = ("user",)
    ordering = ("-joined_at",)
    actions = ("remove",)
    search_help_text = _("The pseudonym, the e-mail address or the id. Looking is recorded.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LeaderboardMember], search_term: str
    ) -> tuple[QuerySet[LeaderboardMember], bool]:
        """Return the person named, by whatever name."""
        if find_person(search_term):
            return super().get_search_results(request, queryset, search_term)
        wanted = search_term.strip().replace("\0", "").lower()
        return queryset.alias(lower=Lower("pseudonym")).filter(lower=wanted), False

    def target_of_list(self, request: HttpRequest, response: Any) -> Any:
        """Return whom the list shows."""
        named = super().target_of_list(request, response)
        return named or AuditedModelAdmin.target_of_list(self, request, response)

    @with_reason(_("Take off the leaderboard"), locks=staff.hold_of)
    def remove(self, request: HttpRequest, member: LeaderboardMember, reason: str) -> None:
        """Take somebody off the leaderboard; their points are locked first, as by themselves."""
        actor = cast("User", request.user)
        board.remove_by_staff(member=member, actor=actor, reason=reason)


@admin.register(LeaderboardRow, site=site)
class LeaderboardRowAdmin(AuditedModelAdmin[LeaderboardRow]):
    """The leaderboard as everybody sees it."""

    section = Section.REWARDS
    list_display = ("pseudonym", "board", "points", "tier")
    list_filter = ("board",)
    search_fields = ("pseudonym__startswith",)
    ordering = ("board", "-points", "pseudonym")
    readonly_fields = ("member",)
