"""The ledger of points, and what it comes to for each person."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gamification.models.achievements import Achievement
from gamification.models.rules import PointRule
from gamification.models.tiers import Tier
from numoraq.rls.policies import (
    LOGIN,
    SERVICE,
    STAFF,
    USER,
    CurrentUserId,
    EnableRLS,
    Policy,
    StaffClaim,
    overseen,
)

MOST_AT_ONCE = 1_000_000  # points


class Source(models.TextChoices):
    """What points are given for. Source: schema document, user_points."""

    STRIPE = "stripe", _("Payment")
    REFERRAL = "referral", _("Referral")
    ADMIN = "admin", _("Given by staff")
    DAILY_CHECKIN = "daily_checkin", _("Daily check-in")
    STREAK = "streak", _("Days in a row")
    DONATION = "donation", _("Donation")
    FEATURE_REQUEST = "feature_request", _("Idea accepted")
    BUG_REPORT = "bug_report", _("Bug report accepted")
    COMMUNITY_HELP = "community_help", _("Help for others")
    CODE = "code", _("Code")
    ACHIEVEMENT = "achievement", _("Achievement")


class LedgerEntry(models.Model):
    """Points given or taken, once and for good. What was wrong is reversed by another entry.

    A trigger refuses to change or remove one; they go with their person alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="point_entries",
        verbose_name=_("person"),
    )
    delta = models.IntegerField(_("points"), db_comment="Below zero when points are taken.")
    source = models.TextField(_("for"), choices=Source.choices)
    rule = models.TextField(
        _("rule"),
        blank=True,
        default="",
        db_comment="Code of the rule that said how many; empty when none did.",
    )
    idem_key = models.TextField(
        _("key"), db_comment="Names the act: a second entry for the same one is refused."
    )
    ref = models.TextField(
        _("about"), blank=True, default="", db_comment="Id of what it is about, if anything."
    )
    reason = models.TextField(_("reason"), blank=True, default="")
    reverses = models.UUIDField(
        _("takes back"), null=True, blank=True, db_comment="The entry it takes back."
    )
    created_at = models.DateTimeField(_("when"))

    class Meta:
        db_table = "points_ledger"
        db_table_comment = "Points given and taken: append-only, one entry for each act."
        verbose_name = _("points entry")
        verbose_name_plural = _("points entries")
        permissions = [("may_give_much_ledgerentry", _("Can give many points by hand"))]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="points_ledger_history"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["idem_key"], name="points_ledger_idem_key"),
            models.UniqueConstraint(fields=["user", "id"], name="points_ledger_of_person"),
            models.UniqueConstraint(fields=["user", "reverses"], name="points_ledger_reversed"),
            models.CheckConstraint(
                name="points_ledger_delta",
                condition=~Q(delta=0) & Q(delta__gte=-MOST_AT_ONCE, delta__lte=MOST_AT_ONCE),
            ),
            models.CheckConstraint(
                name="points_ledger_source", condition=Q(source__in=Source.values)
            ),
            models.CheckConstraint(
                name="points_ledger_key_length", condition=Q(idem_key__regex=r"^.{1,200}$")
            ),
            EnableRLS(name="points_ledger_rls"),
            Policy(
                name="points_ledger_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(name="points_ledger_read", roles=[LOGIN, SERVICE], command="SELECT", using=True),
            Policy(name="points_ledger_add", roles=[LOGIN, SERVICE], command="INSERT", check=True),
            Policy(
                name="points_ledger_staff_read",
                roles=[STAFF],
                command="SELECT",
                using=StaffClaim(),
            ),
            Policy(
                name="points_ledger_staff_add",
                roles=[STAFF],
                command="INSERT",
                check=StaffClaim(),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delta:+d} · {self.title}"

    @property
    def title(self) -> str:
        """Return what the points were for, for people."""
        if self.source in {Source.STREAK, Source.REFERRAL} and self.rule:
            return str(PointRule(code=self.rule))
        if self.source == Source.ACHIEVEMENT and self.ref:
            return str(Achievement(code=self.ref))
        return str(self.get_source_display())


class PointBalance(models.Model):
    """What the ledger comes to for a person: a cache, written under its lock with each entry.

    Source: schema document, user_points; the person is unique, which that left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        related_name="points",
        verbose_name=_("person"),
    )
    total_points = models.IntegerField(
        _("points"), default=0, db_default=0, db_comment="Sum of the ledger; may be below zero."
    )
    current_tier = models.TextField(
        _("tier"),
        choices=Tier.Code.choices,
        default=Tier.Code.NEWCOMER,
        db_default=Tier.Code.NEWCOMER.value,
    )
    source = models.TextField(
        _("last for"),
        choices=Source.choices,
        blank=True,
        default="",
        db_comment="Of the last entry; the ledger says it of each.",
    )
    last_activity_at = models.DateTimeField(_("last entry at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "user_points"
        db_table_comment = "Points and tier of each person: a cache of points_ledger."
        verbose_name = _("points of a person")
        verbose_name_plural = _("points of people")
        constraints = [
            models.CheckConstraint(
                name="user_points_tier", condition=Q(current_tier__in=Tier.Code.values)
            ),
            models.CheckConstraint(
                name="user_points_source", condition=Q(source__in=["", *Source.values])
            ),
            EnableRLS(name="user_points_rls"),
            Policy(
                name="user_points_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(name="user_points_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="user_points_add", roles=[LOGIN], command="INSERT", check=True),
            Policy(name="user_points_change", roles=[LOGIN], command="UPDATE", using=True),
            *overseen(prefix="user_points", staff=("SELECT", "INSERT", "UPDATE")),
        ]

    def __str__(self) -> str:
        return f"{self.shown} · {self.get_current_tier_display()}"

    @property
    def shown(self) -> int:
        """Return the points as people see them: never below zero."""
        return max(self.total_points, 0)


class TierChange(models.Model):
    """A tier that a person has reached, once: so it is told once, whatever happens later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="tier_changes",
        verbose_name=_("person"),
    )
    tier = models.TextField(_("tier"), choices=Tier.Code.choices)
    total_points = models.IntegerField(_("points"), db_comment="The total it was reached with.")
    reached_at = models.DateTimeField(_("reached at"))

    class Meta:
        db_table = "gamification_tier_changes"
        db_table_comment = "Which tiers a person has reached, and when first."
        verbose_name = _("tier reached")
        verbose_name_plural = _("tiers reached")
        constraints = [
            models.UniqueConstraint(fields=["user", "tier"], name="gamification_tier_once"),
            models.CheckConstraint(
                name="gamification_tier_changes_tier", condition=Q(tier__in=Tier.Code.values)
            ),
            EnableRLS(name="gamification_tier_changes_rls"),
            Policy(
                name="gamification_tier_changes_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(
                name="gamification_tier_changes_read", roles=[LOGIN], command="SELECT", using=True
            ),
            Policy(
                name="gamification_tier_changes_add", roles=[LOGIN], command="INSERT", check=True
            ),
            *overseen(prefix="gamification_tier_changes", staff=("SELECT", "INSERT")),
        ]

    def __str__(self) -> str:
        return str(self.get_tier_display())
