"""The leaderboard in the CMS: names that offend are taken off."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.paging import ShortCountPaginator
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


class BoardFilter(admin.SimpleListFilter):
    """The two boards there are: to ask the table which would read all of it."""

    title = _("board")
    parameter_name = "board"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the board of all time, and that of this month."""
        month = board.month_of(timezone.now())
        return [(LeaderboardRow.ALL_TIME, _("All time")), (month, month)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the board that was chosen."""
        return queryset.filter(board=self.value()) if self.value() else queryset


@admin.register(LeaderboardRow, site=site)
class LeaderboardRowAdmin(AuditedModelAdmin[LeaderboardRow]):
    """The leaderboard as everybody sees it."""

    section = Section.REWARDS
    paginator = ShortCountPaginator
    list_display = ("pseudonym", "board", "points", "tier")
    list_filter = (BoardFilter,)
    search_fields = ("pseudonym__startswith",)
    ordering = ("board", "-points", "pseudonym")
    readonly_fields = ("member",)
