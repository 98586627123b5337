"""What somebody takes along: an archive of everything that is held about them."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen


class Export(models.Model):
    """One archive of everything, from the asking to the day its file goes."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being written")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("expired")

    UNDER_WAY = (Status.WAITING, Status.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="+",
        verbose_name=_("person"),
    )
    status = models.TextField(_("status"), choices=Status.choices, default=Status.WAITING)
    asked_at = models.DateTimeField(_("asked at"))
    updated_at = models.DateTimeField(auto_now=True)
    file_key = models.TextField(
        blank=True, default="", db_comment="Where the bytes are: a random name in the storage."
    )
    size = models.BigIntegerField(_("size"), null=True, db_comment="Bytes.")
    checksum = models.TextField(blank=True, default="", db_comment="SHA-256 of the file, in hex.")
    ready_at = models.DateTimeField(_("ready at"), null=True)
    expires_at = models.DateTimeField(
        _("expires at"), null=True, db_comment="The file is given to nobody from then on."
    )
    error = models.TextField(
        blank=True, default="", db_comment="Why it failed: the name of the error, no data."
    )

    class Meta:
        db_table = "auth_exports"
        db_table_comment = "Archives of everything held about a person, made when they ask."
        verbose_name = _("export of everything")
        verbose_name_plural = _("exports of everything")
        indexes = [
            models.Index(fields=["user", "-asked_at"], name="auth_exports_user"),
            models.Index(
                fields=["updated_at"],
                name="auth_exports_under_way",
                condition=Q(status__in=["waiting", "running"]),
            ),
            models.Index(
                fields=["expires_at"], name="auth_exports_ready", condition=Q(status="ready")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="auth_exports_one_at_a_time",
                condition=Q(status__in=["waiting", "running"]),
            ),
            models.CheckConstraint(
                name="auth_exports_file",
                condition=~Q(status="ready")
                | (
                    Q(checksum__regex=r"^[0-9a-f]{64}$")
                    & Q(size__gt=0)
                    & ~Q(file_key="")
                    & Q(ready_at__isnull=False)
                    & Q(expires_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="auth_exports_no_file",
                condition=Q(status="ready") | Q(file_key=""),
            ),
            EnableRLS(name="auth_exports_rls"),
            # The name of the file is not for the person's role to write: it would open any file.
            Policy(name="auth_exports_login", roles=[LOGIN], using=True),
            Policy(
                name="auth_exports_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            *overseen(prefix="auth_exports"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M} {self.status}"

    def is_given_out(self, *, at: datetime) -> bool:
        """Return whether the file can be had. `at` is aware UTC."""
        return self.expires_at is not None and self.status == "ready" and at < self.expires_at
