"""Second factors: what a person proves themselves with beside the password."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import addresses
from numoraq.lib.crypto import EncryptedTextField
from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen

if TYPE_CHECKING:  # django-otp has no types; it calls an unverified factor not confirmed

    class DeviceManager(models.Manager["Factor"]): ...

    class Device(models.Model):
        name = models.CharField(max_length=64)
        confirmed = models.BooleanField(default=True)

        class Meta:
            abstract = True

    class ThrottlingMixin(models.Model):
        throttling_failure_timestamp = models.DateTimeField(null=True)
        throttling_failure_count = models.PositiveIntegerField(default=0)

        class Meta:
            abstract = True

        def verify_is_allowed(self) -> tuple[bool, dict[str, Any] | None]: ...
        def throttle_reset(self, commit: bool = True) -> None: ...
        def throttle_increment(self, commit: bool = True) -> None: ...

    class CooldownMixin(models.Model):
        class Meta:
            abstract = True

        def generate_is_allowed(self) -> tuple[bool, dict[str, Any] | None]: ...
        def cooldown_set(self, commit: bool = True) -> None: ...
else:
    from django_otp.models import CooldownMixin, Device, DeviceManager, ThrottlingMixin

SECONDS_BETWEEN_CODES = 60


class Factor(ThrottlingMixin, CooldownMixin, Device):
    """One factor of a person; its secret, if it has one, stays with allauth, encrypted.

    A phone or a mailbox has no secret: codes are sent there, see `Challenge`.
    Source: schema document, auth mfa_factors.
    """

    class Type(models.TextChoices):
        TOTP = "totp", _("Authenticator app")
        RECOVERY = "recovery_codes", _("Recovery codes")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        PASSKEY = "webauthn", _("Passkey")

    BY_CODE = (Type.PHONE, Type.EMAIL)  # codes are sent to these

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
    phone = EncryptedTextField(
        _("number"), blank=True, default="", db_comment="Of a phone: E.164, encrypted."
    )
    email = EncryptedTextField(
        _("address"), blank=True, default="", db_comment="Of a mailbox: the address, encrypted."
    )
    address_hash = models.TextField(
        null=True,
        editable=False,
        db_comment="Keyed hash of number or address: nobody adds the same one twice.",
    )
    last_generated_timestamp = models.DateTimeField(
        _("last code sent at"), null=True, blank=True, db_column="last_challenged_at"
    )
    ordinal = models.PositiveSmallIntegerField(
        default=1,
        db_default=1,
        editable=False,
        db_comment="Of those of its kind without a name: which one, shown beside the kind.",
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
                fields=["user", "address_hash"], name="auth_mfa_factors_address"
            ),
            models.UniqueConstraint(
                "user",
                Lower("name"),
                condition=~Q(name=""),
                name="auth_mfa_factors_names",
            ),
            models.UniqueConstraint(
                fields=["user", "type", "ordinal"],
                condition=Q(name=""),
                name="auth_mfa_factors_ordinals",
            ),
            models.CheckConstraint(
                name="auth_mfa_factors_reached",
                condition=Q(confirmed=False)
                | ~Q(type__in=["phone", "email"])
                | Q(address_hash__isnull=False),
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
        return str(self.name or self.default_name)

    @property
    def default_name(self) -> str:
        """Return what it is called without a name of its own, in the language of the reader."""
        is_mailbox = self.type == self.Type.EMAIL  # "E-mail" is how one signs in, too
        kind = gettext("Mailbox") if is_mailbox else str(self.get_type_display())
        return kind if self.ordinal == 1 else f"{kind} {self.ordinal}"

    @property
    def address(self) -> str:
        """Return the number or the address that codes are sent to."""
        return str(self.phone if self.type == self.Type.PHONE else self.email)

    @property
    def masked(self) -> str:
        """Return as much of number or address as its owner needs to recognise it."""
        return addresses.masked(self.address)

    def get_throttle_factor(self) -> int:
        """Return the seconds to wait after a wrong code; they double with each further one."""
        return 1

    def get_cooldown_duration(self) -> int:
        """Return the seconds between two codes."""
        return SECONDS_BETWEEN_CODES

    def next_code_at(self) -> datetime | None:
        """Return when the next code can be sent; None when it can be now."""
        allowed, detail = self.generate_is_allowed()
        return None if allowed or detail is None else detail["next_generation_at"]

    def locked_until(self) -> datetime | None:
        """Return when the next code is looked at after wrong ones; None when it is now."""
        allowed, detail = self.verify_is_allowed()
        return None if allowed or detail is None else detail["locked_until"]
