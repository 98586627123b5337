"""Personal access tokens: what a program of a person's own shows instead of a session."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts.keys import scopes
from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen


class PersonalToken(models.Model):
    """One token. Its secret is shown once and kept as a hash; whoever has it is the person.

    Only within its scopes, and never where a fresh proof of the person is asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="personal_tokens",
        verbose_name=_("person"),
    )
    name = models.TextField(_("name"))
    hint = models.TextField(
        _("begins with"), db_comment="The first characters, by which people know it again."
    )
    token_hash = models.BinaryField(
        max_length=32, editable=False, db_comment="SHA-256 of the token, which is random."
    )
    scopes = ArrayField(
        models.TextField(),
        verbose_name=_("may"),
        db_comment="area:read or area:write; writing includes reading.",
    )
    aal = models.TextField(
        _("assurance"),
        default="aal1",
        db_comment="Assurance level of the session it was made in: aal1 or aal2.",
    )
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("ends at"))
    last_used_at = models.DateTimeField(
        _("last used at"), null=True, db_comment="To within five minutes."
    )
    last_ip = models.GenericIPAddressField(_("last used from"), null=True)

    class Meta:
        db_table = "auth_personal_tokens"
        db_table_comment = "Tokens people made for programs of theirs, with what each may do."
        verbose_name = _("personal access token")
        verbose_name_plural = _("personal access tokens")
        indexes = [
            models.Index(fields=["user", "-created_at"], name="auth_personal_tokens_user"),
            models.Index(fields=["expires_at"], name="auth_personal_tokens_expiry"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="auth_personal_tokens_hash"),
            models.CheckConstraint(
                name="auth_personal_tokens_name_length",
                condition=GreaterThanOrEqual(Length("name"), 1)
                & LessThanOrEqual(Length("name"), 64),
            ),
            models.CheckConstraint(
                name="auth_personal_tokens_some_scope", condition=Q(scopes__len__gte=1)
            ),
            models.CheckConstraint(
                name="auth_personal_tokens_aal", condition=Q(aal__in=["aal1", "aal2"])
            ),
            models.CheckConstraint(
                name="auth_personal_tokens_ends",
                condition=GreaterThan(F("expires_at"), F("created_at")),
            ),
            EnableRLS(name="auth_personal_tokens_rls"),
            # Making one passes through the login role: no SQL of a page's gives itself a way in.
            Policy(name="auth_personal_tokens_login", roles=[LOGIN], using=True),
            Policy(
                name="auth_personal_tokens_own_read",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(
                name="auth_personal_tokens_own_end",
                roles=[USER],
                command="DELETE",
                using=Q(user=CurrentUserId()),
            ),
            *overseen(prefix="auth_personal_tokens"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_over(self, *, at: datetime) -> bool:
        """Return whether the token has ended by itself. `at` is aware UTC."""
        return self.expires_at <= at

    def allows(self, scope: str) -> bool:
        """Return whether the token may do what a scope says: `area:read` or `area:write`."""
        area, _, act = scope.partition(":")
        return scope in self.scopes or (act == "read" and f"{area}:write" in self.scopes)

    @property
    def scope_labels(self) -> list[str]:
        """Return what the token may do, for people."""
        return scopes.labels(self.scopes)
