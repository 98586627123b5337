"""Grants of premium time, and what they add up to."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from numoraq.rls.policies import kept_for
from premium.models.plans import Plan


class Grant(models.Model):
    """Premium time somebody was given, once. It is never changed but to be taken back.

    What all of them add up to is said by `premium.entitlement`.
    """

    class Kind(models.TextChoices):
        INTERVAL = "interval", _("a period")
        CREDIT = "credit", _("added time")
        LIFETIME = "lifetime", _("for good")

    class Source(models.TextChoices):
        STRIPE = "stripe", _("paid")
        ADMIN = "admin", _("given by our team")
        CODE = "code", _("from a code")
        TRIAL = "trial", _("trial")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="premium_grants",
        verbose_name=_("person"),
    )
    kind = models.TextField(_("kind"), choices=Kind.choices)
    source = models.TextField(_("from"), choices=Source.choices)
    plan_type = models.TextField(
        _("plan"), blank=True, default="", db_default="", choices=Plan.Code.choices
    )
    granted_at = models.DateTimeField(
        _("granted at"), db_comment="From when on it may be used: the moment of the act itself."
    )
    starts_at = models.DateTimeField(_("begins at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    seconds = models.BigIntegerField(_("seconds"), null=True, blank=True)
    idem_key = models.TextField(
        _("key"), db_comment="What it was granted for; nothing is granted twice for the same."
    )
    reference = models.TextField(
        _("reference"),
        blank=True,
        default="",
        db_default="",
        db_comment="Id of the payment session, invoice or redemption behind it.",
    )
    reason = models.TextField(_("reason"), blank=True, default="", db_default="")
    suspended_at = models.DateTimeField(
        _("suspended at"), null=True, blank=True, db_comment="Set while a payment is disputed."
    )
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    created_at = models.DateTimeField(_("written at"), db_default=Now(), editable=False)

    class Meta:
        db_table = "premium_grants"
        db_table_comment = "Premium time given to people, one row an act; nothing is overwritten."
        verbose_name = _("grant of premium")
        verbose_name_plural = _("grants of premium")
        indexes = [models.Index(fields=["user", "granted_at"], name="premium_grants_user")]
        constraints = [
            # Only the login role, staff and jobs write here: no oracle for anybody.
            models.UniqueConstraint(fields=["idem_key"], name="premium_grants_once"),
            models.CheckConstraint(
                name="premium_grants_source",
                condition=Q(source__in=["stripe", "admin", "code", "trial"]),
            ),
            models.CheckConstraint(
                name="premium_grants_kind",
                condition=Q(kind="interval", seconds=None, ends_at__gt=F("starts_at"))
                | Q(kind="credit", seconds__gt=0, starts_at=None, ends_at=None)
                | Q(kind="lifetime", seconds=None, starts_at=None, ends_at=None),
            ),
            models.CheckConstraint(
                name="premium_grants_plan",
                condition=Q(plan_type__in=["", *Plan.Code.values]),
            ),
            models.CheckConstraint(
                name="premium_grants_key", condition=Q(idem_key__regex=r"^[!-~]{1,200}$")
            ),
            models.CheckConstraint(
                name="premium_grants_reason_length",
                condition=LessThanOrEqual(Length("reason"), 500),
            ),
            *kept_for(
                "user",
                prefix="premium_grants",
                commands=("SELECT", "INSERT", "UPDATE"),
                staff=("SELECT", "INSERT", "UPDATE"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_source_display()}"

    @property
    def length_display(self) -> str:
        """Return how long it is, for people; nothing for what has no end."""
        if self.seconds is not None:
            length = timedelta(seconds=self.seconds)
        elif self.starts_at and self.ends_at:
            length = self.ends_at - self.starts_at
        else:
            return ""
        days = length // timedelta(days=1)
        if days:
            return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
        hours = max(1, round(length / timedelta(hours=1)))
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}

    @property
    def cut_at(self) -> datetime | None:
        """Return from when on it no longer counts: taken back, or suspended for now."""
        return min((at for at in (self.suspended_at, self.revoked_at) if at), default=None)


class PremiumStatus(models.Model):
    """What a person's grants add up to, kept so that pages need not add. One row a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        related_name="premium_status",
        verbose_name=_("person"),
    )
    plan_type = models.TextField(
        _("plan"), blank=True, default="", db_default="", choices=Plan.Code.choices
    )
    is_active = models.BooleanField(
        _("active"),
        default=False,
        db_default=False,
        db_comment="As of updated_at. Whether it still is, the two moments below tell.",
    )
    premium_expires_at = models.DateTimeField(
        _("runs until"), null=True, blank=True, db_comment="Empty: never had, or for good."
    )
    grace_ends_at = models.DateTimeField(
        _("grace until"), null=True, blank=True, db_comment="Limits stay lifted until then, once."
    )
    is_lifetime = models.BooleanField(_("for good"), default=False, db_default=False)
    source = models.TextField(
        _("from"), blank=True, default="", db_default="", choices=Grant.Source.choices
    )
    activated_code = models.TextField(
        _("code"),
        blank=True,
        default="",
        db_default="",
        db_comment="The last code that was redeemed, all but its end hidden.",
    )
    reminded_of = models.DateTimeField(
        _("reminded of"),
        null=True,
        blank=True,
        db_comment="The end the person was told of before it came.",
    )
    trial_decided_at = models.DateTimeField(
        _("trial decided at"),
        null=True,
        blank=True,
        db_comment="When the trial was given, or refused to somebody who has had it.",
    )
    created_at = models.DateTimeField(_("written at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("added up at"), auto_now=True, db_default=Now())

    class Meta:
        db_table = "user_premium_status"
        db_table_comment = "What the grants of a person add up to. Source: schema document."
        verbose_name = _("premium of a person")
        verbose_name_plural = _("premium of people")
        indexes = [models.Index(fields=["premium_expires_at"], name="user_premium_status_expiry")]
        constraints = [
            models.CheckConstraint(
                name="user_premium_status_lifetime",
                condition=Q(is_lifetime=False) | Q(is_active=True, premium_expires_at=None),
            ),
            models.CheckConstraint(
                name="user_premium_status_plan", condition=Q(plan_type__in=["", *Plan.Code.values])
            ),
            models.CheckConstraint(
                name="user_premium_status_source",
                condition=Q(source__in=["", *Grant.Source.values]),
            ),
            *kept_for(
                "user",
                prefix="user_premium_status",
                commands=("SELECT", "INSERT", "UPDATE"),
                staff=("SELECT", "INSERT", "UPDATE"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_plan_type_display() or self.get_source_display() or "–")

    def is_premium(self, *, at: datetime) -> bool:
        """Return whether limits are lifted at a moment (aware UTC), whenever it was added up."""
        ends = (self.premium_expires_at, self.grace_ends_at)
        return self.is_lifetime or any(end is not None and at < end for end in ends)
