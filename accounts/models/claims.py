"""What a session was proven by, and when: the authentication method references."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.sessions import AuthSession
from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen


class AmrClaim(models.Model):
    """One method by which a session was proven; proving it again moves `updated_at`.

    Source: schema document, auth mfa_amr_claims.
    """

    class Method(models.TextChoices):
        PASSWORD = "password", _("password")
        OTP = "otp", _("code by e-mail")
        MAGIC_LINK = "magiclink", _("link by e-mail")
        OAUTH = "oauth", _("account elsewhere")
        SAML = "sso/saml", _("your organisation")
        RECOVERY = "recovery", _("new password by link")
        SIGN_UP = "email/signup", _("sign-up")
        ANONYMOUS = "anonymous", _("demo")
        TOTP = "totp", _("authenticator app")
        PHONE = "mfa/phone", _("code by text message")
        EMAIL = "mfa/email", _("second code by e-mail")
        WEBAUTHN = "mfa/webauthn", _("security key")
        PASSKEY = "passkey", _("passkey")
        RECOVERY_CODE = "recovery_code", _("recovery code")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="+",
        verbose_name=_("person"),
    )
    session = models.ForeignKey(
        AuthSession,
        models.DO_NOTHING,
        db_constraint=False,  # the composite key with the person takes its place
        db_index=False,
        related_name="claims",
        verbose_name=_("session"),
    )
    method = models.TextField(_("method"), choices=Method.choices)
    factor_id = models.UUIDField(
        null=True,
        editable=False,
        db_comment="The factor (uuid) it was; the claim goes with it. NULL: no second factor.",
    )
    created_at = models.DateTimeField(_("first proven at"))
    updated_at = models.DateTimeField(_("last proven at"))

    class Meta:
        db_table = "auth_mfa_amr_claims"
        db_table_comment = "By which methods a session was proven, and when last."
        verbose_name = _("proof of a session")
        verbose_name_plural = _("proofs of a session")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "session", "method"], name="auth_mfa_amr_claims_method"
            ),
            models.CheckConstraint(
                name="auth_mfa_amr_claims_words", condition=Q(method__regex=r"^[a-z0-9_/]{1,40}$")
            ),
            EnableRLS(name="auth_mfa_amr_claims_rls"),
            # Whoever runs SQL as a person proves nothing by it.
            Policy(name="auth_mfa_amr_claims_login", roles=[LOGIN], using=True),
            Policy(
                name="auth_mfa_amr_claims_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            *overseen(prefix="auth_mfa_amr_claims"),
        ]

    def __str__(self) -> str:
        return str(self.get_method_display())
