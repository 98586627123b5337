"""What a mail carries and what opens something once; and a change of address on its way."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import (
    LOGIN,
    SERVICE,
    USER,
    CurrentUserId,
    EnableRLS,
    Policy,
    overseen,
)


class OneTimeToken(models.Model):
    """A code or the key of a link, as a keyed hash: the newest of its kind counts, once.

    Source: schema document, auth one_time_tokens.
    """

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("First proof of an address")
        RECOVERY = "recovery", _("New password")
        MAGICLINK = "magiclink", _("Link to sign in")
        EMAIL_CHANGE_CURRENT = "email_change_current", _("Change of address: the old one")
        EMAIL_CHANGE_NEW = "email_change_new", _("Change of address: the new one")
        REAUTHENTICATION = "reauthentication", _("Proof before what matters")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="one_time_tokens",
        verbose_name=_("person"),
    )
    kind = models.TextField(_("kind"), choices=Kind.choices, db_column="token_type")
    token_hash = models.TextField(
        _("hash"), editable=False, db_comment="HMAC-SHA256 under the installation's key, in hex."
    )
    relates_to = models.TextField(_("address"), db_comment="The address it was sent to.")
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("works until"))
    attempts = models.PositiveSmallIntegerField(
        _("wrong tries"), default=0, db_default=0, db_comment="After three of them it is void."
    )

    class Meta:
        db_table = "auth_one_time_tokens"
        db_table_comment = "Codes and links sent by mail, as hashes; each opens something once."
        verbose_name = _("one-time token")
        verbose_name_plural = _("one-time tokens")
        indexes = [
            models.Index(fields=["kind", "token_hash"], name="auth_one_time_tokens_hash"),
            models.Index(fields=["expires_at"], name="auth_one_time_tokens_expires"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="auth_one_time_tokens_newest"),
            models.CheckConstraint(
                name="auth_one_time_tokens_hashed",
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 no password
            ),
            models.CheckConstraint(
                name="auth_one_time_tokens_expires", condition=Q(expires_at__gt=F("created_at"))
            ),
            EnableRLS(name="auth_one_time_tokens_rls"),
            # Not even its owner reads a hash, and staff has no use for one.
            Policy(name="auth_one_time_tokens_login", roles=[LOGIN], using=True),
            Policy(name="auth_one_time_tokens_service", roles=[SERVICE], using=True),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class EmailChange(models.Model):
    """A new address somebody wants, until both mailboxes have agreed to it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        primary_key=True,
        related_name="email_change",
        verbose_name=_("person"),
    )
    new_address = models.EmailField(_("new address"), max_length=254)
    requested_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("open until"))
    new_confirmed_at = models.DateTimeField(
        _("proven at"), null=True, db_comment="When the code sent to the new address was typed."
    )
    current_confirmed_at = models.DateTimeField(
        _("agreed at"),
        null=True,
        db_comment="When the old address agreed, or a second factor did in its place.",
    )

    class Meta:
        db_table = "auth_email_changes"
        db_table_comment = "Changes of address that wait for the old mailbox or the new one."
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        constraints = [
            models.CheckConstraint(
                name="auth_email_changes_lower", condition=Q(new_address=Lower(F("new_address")))
            ),
            EnableRLS(name="auth_email_changes_rls"),
            Policy(name="auth_email_changes_login", roles=[LOGIN], using=True),
            Policy(
                name="auth_email_changes_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            *overseen(prefix="auth_email_changes"),
        ]

    def __str__(self) -> str:
        return self.new_address
