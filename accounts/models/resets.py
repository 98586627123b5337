"""The way back for who has lost every second factor: asked for, approved by staff, waited for."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts import devices
from numoraq.rls.policies import (
    LOGIN,
    SERVICE,
    STAFF,
    USER,
    CurrentUserId,
    EnableRLS,
    Policy,
    StaffClaim,
)

SHORTEST_WAIT: Final = timedelta(hours=24)


class FactorReset(models.Model):
    """One request to have all second factors of a person removed.

    A trigger keeps staff to what they decide: neither the wait nor what was asked is theirs.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("waits for staff")
        APPROVED = "approved", _("approved: the wait runs")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("taken back")
        DONE = "done", _("done")

    OPEN = (Status.ASKED, Status.APPROVED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="factor_resets",
        verbose_name=_("person"),
    )
    status = models.TextField(_("state"), choices=Status.choices, default=Status.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    ip = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.TextField(_("browser"), blank=True, default="")
    approved_at = models.DateTimeField(_("approved at"), null=True)
    waits_until = models.DateTimeField(
        _("waits until"), null=True, db_comment="Nothing is removed before; nobody can shorten it."
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        db_column="approved_by",
        db_index=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.TextField(_("reason"), blank=True, default="")
    done_at = models.DateTimeField(_("done at"), null=True)
    cancelled_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        db_table = "auth_factor_resets"
        db_table_comment = "Requests of people who have lost every second factor."
        verbose_name = _("lost second factor")
        verbose_name_plural = _("lost second factors")
        indexes = [
            models.Index(fields=["user", "-asked_at"], name="auth_factor_resets_user"),
            models.Index(
                fields=["waits_until"],
                condition=Q(status="approved"),
                name="auth_factor_resets_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status__in=["asked", "approved"]),
                name="auth_factor_resets_one_open",
            ),
            models.CheckConstraint(
                name="auth_factor_resets_status",
                condition=Q(status__in=["asked", "approved", "refused", "cancelled", "done"]),
            ),
            models.CheckConstraint(
                name="auth_factor_resets_approval",
                condition=~Q(status__in=["approved", "done"])
                | Q(approved_at__isnull=False, waits_until__gte=F("approved_at") + SHORTEST_WAIT),
            ),
            models.CheckConstraint(
                name="auth_factor_resets_not_by_oneself",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("user")),
            ),
            models.CheckConstraint(
                name="auth_factor_resets_done",
                condition=Q(status="done", done_at__gte=F("waits_until"))
                | Q(~Q(status="done"), done_at__isnull=True),
            ),
            models.CheckConstraint(
                name="auth_factor_resets_agent_length",
                condition=LessThanOrEqual(Length("user_agent"), 400),
            ),
            EnableRLS(name="auth_factor_resets_rls"),
            # Asked for and taken back before, or while, somebody is signed in: by the login role.
            Policy(name="auth_factor_resets_login", roles=[LOGIN], using=True),
            Policy(
                name="auth_factor_resets_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(
                name="auth_factor_resets_staff_read",
                roles=[STAFF],
                command="SELECT",
                using=StaffClaim(),
            ),
            Policy(
                name="auth_factor_resets_staff_decide",
                roles=[STAFF],
                command="UPDATE",
                using=StaffClaim(),
            ),
            Policy(name="auth_factor_resets_service", roles=[SERVICE], using=True),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_status_display()}"

    @property
    def device(self) -> str:
        """Return the browser it was asked with, in two words where they are known."""
        return devices.name(self.user_agent)

    @property
    def is_open(self) -> bool:
        """Return whether it can still be decided, taken back, or done."""
        return self.status in self.OPEN

    def is_due(self, *, at: datetime) -> bool:
        """Return whether it is approved and the wait is over. `at` is aware UTC."""
        approved = self.status == self.Status.APPROVED
        return approved and self.waits_until is not None and self.waits_until <= at
