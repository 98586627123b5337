"""What programs are signed in with: refresh tokens, and the keys that sign their access tokens."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.lib.crypto import EncryptedTextField
from numoraq.rls.policies import LOGIN, SERVICE, EnableRLS, Policy, overseen


class SigningKey(models.Model):
    """One key. It signs until it is retired, and then verifies what it had signed."""

    kid = models.TextField(
        primary_key=True, editable=False, db_comment="Thumbprint of the public key (RFC 7638)."
    )
    algorithm = models.TextField(default="RS256", editable=False)
    private_key = EncryptedTextField(editable=False, db_comment="PEM, sealed for its row.")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, db_comment="When the next one takes over signing.")

    class Meta:
        db_table = "auth_signing_keys"
        db_table_comment = "Keys that sign access tokens; the public halves are published."
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"],
                condition=Q(retired_at=None),
                name="auth_signing_keys_one_signs",
            ),
            EnableRLS(name="auth_signing_keys_rls"),
            # Nobody's role has a right here, staff's neither: who signs can be anybody.
            Policy(name="auth_signing_keys_login", roles=[LOGIN], using=True),
            Policy(name="auth_signing_keys_service", roles=[SERVICE], using=True),
        ]

    def __str__(self) -> str:
        return self.kid


class RefreshToken(models.Model):
    """One refresh token of a session, of which one at a time is good. Kept as a hash alone.

    Source: schema document, auth refresh_tokens.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        db_constraint=False,  # the composite key of its session takes its place
        db_index=False,
        related_name="+",
        verbose_name=_("person"),
    )
    session_id = models.UUIDField(
        editable=False, db_comment="The session it goes on, and ends with."
    )
    parent_id = models.UUIDField(
        null=True, editable=False, db_comment="The token it was given for; NULL at signing in."
    )
    token_hash = models.BinaryField(
        max_length=32, editable=False, db_comment="SHA-256 of the token, which is random."
    )
    password_stamp = models.TextField(
        editable=False, db_comment="Keyed hash of the password's hash: another one ends the token."
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_comment="When it was given, or stopped being good.")
    used_at = models.DateTimeField(
        null=True, db_comment="When it was first exchanged; NULL when it never was."
    )
    revoked = models.BooleanField(default=False, db_comment="Exchanged or replaced.")

    class Meta:
        db_table = "auth_refresh_tokens"
        db_table_comment = "Refresh tokens of sessions; using one twice ends its session."
        verbose_name = _("refresh token")
        verbose_name_plural = _("refresh tokens")
        indexes = [
            models.Index(
                fields=["updated_at"], name="auth_refresh_tokens_old", condition=Q(revoked=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="auth_refresh_tokens_hash"),
            # What a child refers to, so that a family stays within one session of one person.
            models.UniqueConstraint(
                fields=["user", "session_id", "id"], name="auth_refresh_tokens_family"
            ),
            models.UniqueConstraint(
                fields=["user", "session_id"],
                condition=Q(revoked=False),
                name="auth_refresh_tokens_one_good",
            ),
            EnableRLS(name="auth_refresh_tokens_rls"),
            # The person's role has no right here: no SQL of a page's gives itself a way in.
            Policy(name="auth_refresh_tokens_login", roles=[LOGIN], using=True),
            *overseen(prefix="auth_refresh_tokens"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
