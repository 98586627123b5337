"""The leaderboard: who joined is known to themselves alone, others see a pseudonym.

Whose a row of the board is stands in the table of members, which each reads for themselves.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from gamification.models.tiers import Tier
from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen

SHORTEST, LONGEST = 3, 24  # letters of a pseudonym


class LeaderboardMember(models.Model):
    """A person who joined, and the pseudonym they chose. `key` says nothing about them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        primary_key=True,
        related_name="leaderboard_member",
        verbose_name=_("person"),
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    pseudonym = models.TextField(_("pseudonym"))
    joined_at = models.DateTimeField(_("joined at"))

    class Meta:
        db_table = "gamification_leaderboard_members"
        db_table_comment = "Who joined the leaderboard, and under which pseudonym."
        verbose_name = _("member of the leaderboard")
        verbose_name_plural = _("members of the leaderboard")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="leaderboard_members_key"),
            models.UniqueConstraint(Lower("pseudonym"), name="leaderboard_members_pseudonym"),
            models.CheckConstraint(
                name="leaderboard_members_form",
                condition=Q(pseudonym__regex=rf"^[^@[:cntrl:]]{{{SHORTEST},{LONGEST}}}$"),
            ),
            EnableRLS(name="leaderboard_members_rls"),
            Policy(
                name="leaderboard_members_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(name="leaderboard_members_login", roles=[LOGIN], using=True),
            *overseen(prefix="leaderboard_members"),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class LeaderboardRow(models.Model):
    """What everybody sees of a member: pseudonym, points and tier, on the board of all time
    and on one for each month.
    """

    ALL_TIME = "all"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        LeaderboardMember,
        models.DB_CASCADE,
        to_field="key",
        db_column="member_key",
        db_index=False,
        related_name="rows",
        verbose_name=_("member"),
    )
    board = models.TextField(_("board"), db_comment="all, or the month (UTC) as 2026-11.")
    pseudonym = models.TextField(_("pseudonym"))
    points = models.IntegerField(_("points"))
    tier = models.TextField(_("tier"), choices=Tier.Code.choices)

    class Meta:
        db_table = "gamification_leaderboard"
        db_table_comment = "The leaderboard as everybody sees it; nothing in it says who it is."
        verbose_name = _("row of the leaderboard")
        verbose_name_plural = _("rows of the leaderboard")
        indexes = [
            models.Index(fields=["board", "-points", "pseudonym"], name="leaderboard_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["member", "board"], name="leaderboard_once"),
            models.CheckConstraint(
                name="leaderboard_board", condition=Q(board__regex=r"^(all|[0-9]{4}-[0-9]{2})$")
            ),
            models.CheckConstraint(name="leaderboard_tier", condition=Q(tier__in=Tier.Code.values)),
            EnableRLS(name="leaderboard_rls"),
            Policy(name="leaderboard_seen", roles=[USER], command="SELECT", using=True),
            Policy(name="leaderboard_login", roles=[LOGIN], using=True),
            *overseen(prefix="leaderboard"),
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} · {self.board}"


class LeaderboardRank(models.Model):
    """How many are ahead of a number of points: counted every few minutes, for the long tail."""

    board = models.TextField(_("board"))
    points = models.IntegerField(_("points"))
    ahead = models.IntegerField(_("ahead"), db_comment="How many have more points.")
    at = models.IntegerField(_("at"), db_comment="How many have exactly as many.")

    class Meta:
        db_table = "gamification_leaderboard_ranks"
        db_table_comment = "How many people are ahead of each number of points."
        constraints = [
            models.UniqueConstraint(fields=["board", "points"], name="leaderboard_ranks_once"),
            EnableRLS(name="leaderboard_ranks_rls"),
            Policy(name="leaderboard_ranks_seen", roles=[USER], command="SELECT", using=True),
            *overseen(prefix="leaderboard_ranks"),
        ]
