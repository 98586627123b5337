"""The history of a person's sign-ins, those that failed among them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts import devices, places
from accounts.models.claims import AmrClaim
from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen


class SignIn(models.Model):
    """Somebody signed in as a person, or tried to. Kept for ninety days."""

    class Outcome(models.TextChoices):
        SUCCEEDED = "succeeded", _("signed in")
        FAILED = "failed", _("wrong password or code")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        null=True,
        related_name="sign_ins",
        verbose_name=_("person"),
        db_comment="NULL: the address has no account; noted so that this takes as long.",
    )
    at = models.DateTimeField(_("when"))
    outcome = models.TextField(_("outcome"), choices=Outcome.choices)
    method = models.TextField(
        _("method"), blank=True, default="", db_comment="As in auth_mfa_amr_claims, the last one."
    )
    ip = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.TextField(_("browser"), blank=True, default="")
    session_id = models.UUIDField(
        _("session"), null=True, db_comment="Which began by it; it may have ended since."
    )

    class Meta:
        db_table = "auth_sign_ins"
        db_table_comment = "Sign-ins of people that succeeded, failed or were refused; ninety days."
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="auth_sign_ins_user"),
            models.Index(fields=["at"], name="auth_sign_ins_at"),
        ]
        constraints = [
            models.CheckConstraint(
                name="auth_sign_ins_outcome",
                condition=Q(outcome__in=["succeeded", "failed", "refused"]),
            ),
            models.CheckConstraint(
                name="auth_sign_ins_agent_length",
                condition=LessThanOrEqual(Length("user_agent"), 400),
            ),
            EnableRLS(name="auth_sign_ins_rls"),
            # Nobody can clean their traces away with the rights of the person they pose as.
            Policy(name="auth_sign_ins_login", roles=[LOGIN], using=True),
            Policy(
                name="auth_sign_ins_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            *overseen(prefix="auth_sign_ins"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} ({self.ip or '?'})"

    @property
    def device(self) -> str:
        """Return the browser and the system, in two words where they are known."""
        return devices.name(self.user_agent)

    @property
    def place(self) -> str:
        """Return where it came from, for people; nothing outside is ever asked."""
        return places.name(self.ip)

    @property
    def is_good(self) -> bool:
        """Return whether somebody came in."""
        return self.outcome == self.Outcome.SUCCEEDED

    @property
    def method_label(self) -> str:
        """Return the method for people, nothing when it is not known."""
        return str(dict(AmrClaim.Method.choices).get(self.method, self.method))
