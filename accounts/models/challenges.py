"""Challenges: that a second factor was asked for, and whether it was given."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, SERVICE, EnableRLS, Policy

LIFETIME: Final = timedelta(seconds=300)
MAX_ATTEMPTS: Final = 5


class Challenge(models.Model):
    """One time a person was asked for a second factor. Source: schema document, mfa_challenges.

    Read and written by the login role alone: its owner has no use for the hash of a code, and
    neither has staff.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="mfa_challenges",
        verbose_name=_("person"),
    )
    factor_id = models.UUIDField(
        _("second factor"),
        null=True,
        editable=False,
        db_comment="The factor (uuid) asked for; NULL while any that needs no code sent will do.",
    )
    created_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("void from"))
    verified_at = models.DateTimeField(
        _("given at"), null=True, db_comment="Once: what is set is never changed."
    )
    ip_address = models.GenericIPAddressField(
        _("address"), null=True, db_comment="A code is only taken from where it was asked for."
    )
    otp_hash = models.TextField(
        blank=True, default="", db_comment="Keyed hash of the code that was sent, if one was."
    )
    attempts = models.PositiveSmallIntegerField(_("wrong codes"), default=0)

    class Meta:
        db_table = "auth_mfa_challenges"
        db_table_comment = "Each time somebody was asked for a second factor; kept for a day."
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        indexes = [
            models.Index(fields=["user", "factor_id"], name="auth_mfa_challenges_factor"),
            models.Index(fields=["created_at"], name="auth_mfa_challenges_created"),
        ]
        constraints = [
            models.CheckConstraint(
                name="auth_mfa_challenges_attempts", condition=Q(attempts__lte=MAX_ATTEMPTS)
            ),
            models.CheckConstraint(
                name="auth_mfa_challenges_lifetime", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="auth_mfa_challenges_code",
                condition=Q(otp_hash="") | Q(factor_id__isnull=False),
            ),
            EnableRLS(name="auth_mfa_challenges_rls"),
            Policy(name="auth_mfa_challenges_login", roles=[LOGIN], using=True),
            # The service removes old ones and writes none.
            Policy(
                name="auth_mfa_challenges_service_read",
                roles=[SERVICE],
                command="SELECT",
                using=True,
            ),
            Policy(
                name="auth_mfa_challenges_service_purge",
                roles=[SERVICE],
                command="DELETE",
                using=True,
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def hash_of(self, code: str) -> str:
        """Return the hash of a code for this challenge; the same code has another elsewhere."""
        salted = salted_hmac("accounts.challenge", f"{self.pk}:{code}", algorithm="sha256")
        return salted.hexdigest()

    def fits(self, code: str) -> bool:
        """Return whether this is the code that was sent."""
        return bool(self.otp_hash) and constant_time_compare(self.otp_hash, self.hash_of(code))

    def is_open(self, *, at: datetime) -> bool:
        """Return whether a code may still be given. `at` is aware UTC."""
        return self.verified_at is None and self.expires_at > at and self.attempts < MAX_ATTEMPTS
