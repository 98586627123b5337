"""A browser or program in which a person is signed in."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts import devices, places
from accounts.endings import Ending
from numoraq.lib.limits_of_sessions import SessionLimits
from numoraq.lib.stored import StoredField
from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen

if TYPE_CHECKING:
    from accounts.models.claims import AmrClaim


class AuthSession(models.Model):
    """One session. Whoever asks with a session that has no row here is signed out.

    Source: schema document, auth sessions.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="auth_sessions",
        verbose_name=_("person"),
    )
    created_at = models.DateTimeField(_("signed in at"))
    updated_at = models.DateTimeField(auto_now=True)
    refreshed_at = models.DateTimeField(
        _("last seen at"), db_comment="When it was last used, to within five minutes."
    )
    not_after = models.DateTimeField(
        _("ends at"), null=True, db_comment="It ends then, however much it is used."
    )
    lowered_at = models.DateTimeField(
        null=True, editable=False, db_comment="When it lost the factor that had proven it."
    )
    factor_id = models.UUIDField(
        _("second factor"),
        null=True,
        editable=False,
        db_comment="The factor (uuid) that proved it last; NULL once that factor is removed.",
    )
    aal = StoredField(
        expression=Case(When(factor_id__isnull=True, then=Value("aal1")), default=Value("aal2")),
        output_field=models.TextField(),
        db_comment="Assurance level: aal2 while proven by a factor the person still has.",
    )
    ip = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.TextField(_("browser"), blank=True, default="")
    key_hash = models.TextField(
        null=True,
        editable=False,
        db_comment="SHA-256 of the key of Django's session, which goes with this one.",
    )
    until: datetime | None = None  # the latest end its limits leave; set where sessions are listed

    factor_type: str | None = None  # of that factor; known of the session that asks alone

    class Meta:
        db_table = "auth_sessions"
        db_table_comment = "Where people are signed in; a session without a row has ended."
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(fields=["user", "-refreshed_at"], name="auth_sessions_user"),
            models.Index(fields=["refreshed_at"], name="auth_sessions_refreshed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "id"], name="auth_sessions_user_id"),
            models.CheckConstraint(
                name="auth_sessions_agent_length",
                condition=LessThanOrEqual(Length("user_agent"), 400),
            ),
            EnableRLS(name="auth_sessions_rls"),
            # Sessions are made, refreshed and ended by the login role: the person's does nothing.
            Policy(name="auth_sessions_login", roles=[LOGIN], using=True),
            Policy(
                name="auth_sessions_own_read",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            *overseen(prefix="auth_sessions"),
        ]

    def __str__(self) -> str:
        return f"{self.device} ({self.ip or '?'})"

    @property
    def device(self) -> str:
        """Return the browser and the system, in two words where they are known."""
        return devices.name(self.user_agent)

    @property
    def is_proven(self) -> bool:
        """Return whether a second factor stands behind the session."""
        return self.factor_id is not None

    @property
    def proofs(self) -> str:
        """Return by what it was proven, for people: the latest first."""
        return ", ".join(str(claim) for claim in self.newest_proofs)

    @property
    def newest_proofs(self) -> list["AmrClaim"]:
        """Return by what it was proven, the latest first."""
        return sorted(self.claims.all(), key=lambda claim: claim.updated_at, reverse=True)

    @property
    def place(self) -> str:
        """Return where it was last used from, for people; nothing outside is ever asked."""
        return places.name(self.ip)

    def ending(
        self, *, at: datetime, limits: SessionLimits, can_prove: bool = False
    ) -> Ending | None:
        """Return why the session has ended by itself, None while it has not.

        `can_prove` says that its person has a second factor, which an aal1 session has not seen.
        """
        unproven_since = self.lowered_at or self.created_at
        low_aal = limits.low_aal if can_prove and not self.is_proven else None
        ends = {
            Ending.NOT_AFTER: self.not_after,
            Ending.TIMEBOX: self.created_at + limits.lifetime if limits.lifetime else None,
            Ending.INACTIVITY: self.refreshed_at + limits.idle if limits.idle else None,
            Ending.LOW_AAL: unproven_since + low_aal if low_aal else None,
        }
        return next((why for why, end in ends.items() if end is not None and end <= at), None)

    def ends_at(self, *, limits: SessionLimits) -> datetime | None:
        """Return when the session ends at the latest, however it is used."""
        timebox = self.created_at + limits.lifetime if limits.lifetime else None
        return min(filter(None, (self.not_after, timebox)), default=None)
