"""Second factors: what a person proves themselves with beside the password."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen

if TYPE_CHECKING:  # django-otp has no types; it calls an unverified factor not confirmed

    class DeviceManager(models.Manager["Factor"]): ...

    class Device(models.Model):
        name = models.CharField(max_length=64)
        confirmed = models.BooleanField(default=True)

        class Meta:
            abstract = True
else:
    from django_otp.models import Device, DeviceManager


class Factor(Device):
    """One factor of a person; its secret, if it has one, stays with allauth, encrypted.

    Source: schema document, auth mfa_factors.
    """

    class Type(models.TextChoices):
        TOTP = "totp", _("Authenticator app")
        RECOVERY = "recovery_codes", _("Recovery codes")
        PASSKEY = "webauthn", _("Passkey")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        related_name="factors",
        verbose_name=_("person"),
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    type = models.TextField(_("kind"), choices=Type.choices)
    authenticator_id = models.BigIntegerField(
        null=True, editable=False, db_comment="Where allauth keeps the secret; they go together."
    )
    last_used_at = models.DateTimeField(
        _("last used at"),
        null=True,
        editable=False,
        db_comment="When somebody last signed in or proved themselves by it.",
    )
    objects: ClassVar[DeviceManager] = DeviceManager()

    created_at = models.DateTimeField(_("added at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "auth_mfa_factors"
        db_table_comment = "Second factors of people; a session raised by one falls with it."
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints = [
            # What a session refers to, so that it cannot be raised by somebody else's factor.
            models.UniqueConstraint(fields=["user", "uuid"], name="auth_mfa_factors_user_uuid"),
            models.UniqueConstraint(
                fields=["user", "authenticator_id"], name="auth_mfa_factors_authenticator"
            ),
            models.UniqueConstraint(
                "user",
                Lower("name"),
                condition=~Q(name=""),
                name="auth_mfa_factors_names",
            ),
            EnableRLS(name="auth_mfa_factors_rls"),
            # Adding and removing passes through the login role: no SQL of a page's does either.
            Policy(name="auth_mfa_factors_login", roles=[LOGIN], using=True),
            Policy(
                name="auth_mfa_factors_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            *overseen(prefix="auth_mfa_factors"),
        ]

    def __str__(self) -> str:
        return str(self.name or self.get_type_display())
