"""What staff did, in a chain that shows tampering; and the way in for the first of them."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import (
    LOGIN,
    SERVICE,
    STAFF,
    CurrentUserId,
    EnableRLS,
    Policy,
    StaffClaim,
    overseen,
)


class AuditEntry(models.Model):
    """One act of staff or of a job. Source: schema document, admin_audit_log.

    People are kept by their bare ids: when one is deleted, no foreign key rewrites an entry and
    breaks the chain. A trigger fills `seq`, `prev_hash`, `hash` and `created_at`, whatever the
    writer says; others refuse every change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seq = models.BigIntegerField(
        _("number"), unique=True, db_default=0, db_comment="Place in the chain, from 1, no gaps."
    )
    admin_user_id = models.UUIDField(
        _("by"), null=True, blank=True, db_comment="The member of staff; empty for a job."
    )
    action = models.TextField(_("action"), db_comment="noun.verb: person.deactivated")
    target_user_id = models.UUIDField(
        _("about"), null=True, blank=True, db_comment="The person whose data it was."
    )
    target_type = models.TextField(
        _("kind"), blank=True, default="", db_comment="Model of the target: app.model"
    )
    target_id = models.TextField(
        _("which"), blank=True, default="", db_comment="Primary key of the target."
    )
    details = models.JSONField(
        _("details"),
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        db_comment="reason, before, after: only what changed.",
    )
    ip_address = models.GenericIPAddressField(_("from"), null=True, blank=True)
    user_agent = models.TextField(_("browser"), blank=True, default="")
    created_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    prev_hash = models.TextField(db_default="", db_comment="Hash of the entry before this one.")
    hash = models.TextField(db_default="", db_comment="SHA-256 of prev_hash and all columns.")

    class Meta:
        db_table = "admin_audit_log"
        db_table_comment = "What staff and jobs did: append-only, chained by hashes."
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["created_at"], name="idx_admin_audit_log_created_at"),
            models.Index(fields=["admin_user_id", "-seq"], name="audit_by"),
            models.Index(fields=["target_user_id", "-seq"], name="audit_about"),
            models.Index(fields=["action", "-seq"], name="audit_action"),
            models.Index(
                fields=["target_type", "target_id", "-seq"],
                name="audit_target",
                condition=~Q(target_type=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_action_form", condition=Q(action__regex=r"^[a-z_]+\.[a-z_]+$")
            ),
            EnableRLS(name="audit_rls"),
            Policy(name="audit_staff_read", roles=[STAFF], command="SELECT", using=StaffClaim()),
            # Nobody writes in another's name.
            Policy(
                name="audit_staff_write",
                roles=[STAFF],
                command="INSERT",
                check=Q(StaffClaim()) & Q(admin_user_id=CurrentUserId()),
            ),
            Policy(name="audit_service_read", roles=[SERVICE], command="SELECT", using=True),
            Policy(name="audit_service_write", roles=[SERVICE], command="INSERT", check=True),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class FirstAdministratorLink(models.Model):
    """A one-time link by which the first administrator comes in. Only its hash is kept."""

    token_hash = models.TextField(primary_key=True, db_comment="SHA-256 of the secret, in hex.")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "cms_first_administrator_links"
        db_table_comment = "Links that make the first administrator: hashed, one-time, expiring."
        constraints = [
            EnableRLS(name="first_admin_rls"),
            # The login role checks a link; only jobs make one.
            Policy(name="first_admin_check", roles=[LOGIN], command="SELECT", using=True),
            *overseen(prefix="first_admin"),
        ]

    def __str__(self) -> str:
        return self.token_hash[:8]
