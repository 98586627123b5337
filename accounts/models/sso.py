"""Sign-in at an organisation's own provider: who it is, which domains are its, what it may say."""

import secrets
import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from numoraq.lib.crypto import EncryptedTextField
from numoraq.rls.policies import LOGIN, EnableRLS, Policy, overseen

_SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"
_DOMAIN = r"^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$"


def new_token() -> str:
    """Return what the owner of a domain publishes."""
    return secrets.token_hex(16)


def _set_up_by_staff(prefix: str) -> list[models.BaseConstraint]:
    """Return the rules of what is read to sign somebody in and changed in the CMS or by jobs."""
    return [
        EnableRLS(name=f"{prefix}_rls"),
        Policy(name=f"{prefix}_login", roles=[LOGIN], command="SELECT", using=True),
        *overseen(prefix=prefix),
    ]


def _written_at_the_door(prefix: str) -> list[models.BaseConstraint]:
    """Return the rules of what is kept while somebody signs in."""
    return [
        EnableRLS(name=f"{prefix}_rls"),
        Policy(name=f"{prefix}_login", roles=[LOGIN], using=True),
        *overseen(prefix=prefix),
    ]


class SSOProvider(models.Model):
    """An organisation's identity provider. Source: schema document, sso providers."""

    class Kind(models.TextChoices):
        """How it speaks."""

        SAML = "saml", "SAML 2.0"
        OIDC = "oidc", "OpenID Connect"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource_id = models.TextField(
        _("short name"),
        validators=[RegexValidator(_SLUG, _("Small letters, digits and hyphens, 40 at most."))],
        help_text=_("Part of the addresses the organisation enters; it cannot be changed later."),
        db_comment="The name in addresses.",
    )
    name = models.CharField(_("organisation"), max_length=80)
    kind = models.TextField(_("protocol"), choices=Kind, default=Kind.SAML)
    is_disabled = models.BooleanField(_("switched off"), default=False)
    sso_only = models.BooleanField(
        _("the only way in"),
        default=False,
        help_text=_(
            "Addresses of its proven domains get in by the organisation alone: no password, "
            "no code, no link. Superusers of the staff keep their password."
        ),
        db_comment="Addresses of its verified domains sign in by it and by nothing else.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "auth_sso_providers"
        db_table_comment = "Identity providers of organisations."
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(fields=["resource_id"], name="auth_sso_providers_resource"),
            models.CheckConstraint(
                name="auth_sso_providers_slug", condition=Q(resource_id__regex=_SLUG)
            ),
            models.CheckConstraint(
                name="auth_sso_providers_kind", condition=Q(kind__in=["saml", "oidc"])
            ),
            *_set_up_by_staff("auth_sso_providers"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sub_id(self) -> str:
        """Return how identities of this provider name it: by a key that is never used again."""
        return f"sso:{self.pk}"


class SSODomain(models.Model):
    """A domain of an organisation: its addresses are proven by its provider while it is verified.

    Source: schema document, sso domains.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(
        SSOProvider, models.DB_CASCADE, related_name="domains", verbose_name=_("organisation")
    )
    domain = models.TextField(
        _("domain"), validators=[RegexValidator(_DOMAIN, _("A domain, such as example.org."))]
    )
    token = models.TextField(
        _("token"),
        default=new_token,
        editable=False,
        db_comment="What the TXT record _numoraq.<domain> must hold. No secret: it is published.",
    )
    verified_at = models.DateTimeField(_("proven at"), null=True, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    missing_since = models.DateTimeField(
        _("record missing since"),
        null=True,
        editable=False,
        db_comment="Since when checks of a verified domain find no record; after 7 days it lapses.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "auth_sso_domains"
        db_table_comment = "Domains of organisations, proven by a TXT record."
        verbose_name = _("domain of an organisation")
        verbose_name_plural = _("domains of organisations")
        constraints = [
            models.UniqueConstraint(fields=["domain"], name="auth_sso_domains_domain"),
            models.CheckConstraint(
                name="auth_sso_domains_lower", condition=Q(domain=Lower(F("domain")))
            ),
            *_set_up_by_staff("auth_sso_domains"),
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def record(self) -> str:
        """Return the name of the TXT record that proves the domain."""
        return f"_numoraq.{self.domain}"


class SAMLConnection(models.Model):
    """What is known of a provider that speaks SAML. Source: schema document, saml providers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.OneToOneField(SSOProvider, models.DB_CASCADE, related_name="saml")
    entity_id = models.TextField()
    metadata_xml = models.TextField(db_comment="As it was given or last fetched.")
    metadata_url = models.TextField(blank=True, default="", db_comment="Fetched anew each day.")
    attribute_mapping = models.JSONField(
        default=dict, blank=True, db_comment='{"email": [names], "uid": [names]}; none: the usual.'
    )
    name_id_format = models.TextField(blank=True, default="")
    sso_url = models.TextField(db_comment="Where people are sent, by the HTTP-Redirect binding.")
    certificates = ArrayField(models.TextField(), db_comment="Base64 of DER, for signatures.")
    certificate_expires_at = models.DateTimeField(
        db_comment="When the last of the certificates ends."
    )
    warned_of = models.DateTimeField(
        null=True, db_comment="The end of certificates administrators were last warned of."
    )
    refreshed_at = models.DateTimeField(null=True)
    problem = models.TextField(
        blank=True, default="", db_comment="Why the last daily fetch brought nothing new."
    )

    class Meta:
        db_table = "auth_saml_providers"
        db_table_comment = "Providers that speak SAML: where people are sent, whose word counts."
        constraints = [
            models.UniqueConstraint(fields=["entity_id"], name="auth_saml_providers_entity"),
            models.CheckConstraint(
                name="auth_saml_providers_signed", condition=Q(certificates__len__gte=1)
            ),
            models.CheckConstraint(
                name="auth_saml_providers_size",
                condition=LessThanOrEqual(Length("metadata_xml"), 1024 * 1024),
            ),
            *_set_up_by_staff("auth_saml_providers"),
        ]

    def __str__(self) -> str:
        return self.entity_id


class OIDCConnection(models.Model):
    """What is known of a provider that speaks OpenID Connect."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.OneToOneField(SSOProvider, models.DB_CASCADE, related_name="oidc")
    issuer = models.TextField(db_comment="Exactly as the tokens name it.")
    client_id = models.TextField()
    client_secret = EncryptedTextField(db_comment="Sealed for this row.")

    class Meta:
        db_table = "auth_sso_oidc"
        db_table_comment = "Providers that speak OpenID Connect, with our sealed secrets at each."
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="auth_sso_oidc_client"),
            *_set_up_by_staff("auth_sso_oidc"),
        ]

    def __str__(self) -> str:
        return self.issuer


class SAMLRelayState(models.Model):
    """A sign-in that was begun here and may be answered once, within two minutes.

    Source: schema document, saml relay states.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(SSOProvider, models.DB_CASCADE, related_name="+")
    request_id = models.TextField(db_comment="The ID of the AuthnRequest.")
    redirect_to = models.TextField(blank=True, default="", db_comment="A path on our own host.")
    from_ip = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "auth_saml_relay_states"
        db_table_comment = "Sign-ins at organisations that were begun and not yet answered."
        indexes = [models.Index(fields=["created_at"], name="auth_saml_relay_created")]
        constraints = [
            models.UniqueConstraint(fields=["request_id"], name="auth_saml_relay_request"),
            *_written_at_the_door("auth_saml_relay_states"),
        ]

    def __str__(self) -> str:
        return self.request_id


class SAMLAssertion(models.Model):
    """An assertion that has signed somebody in, remembered until it would be too old anyway."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(SSOProvider, models.DB_CASCADE, related_name="+", db_index=False)
    assertion_id = models.TextField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "auth_saml_assertions"
        db_table_comment = "Assertions that were used: none is taken twice."
        indexes = [models.Index(fields=["expires_at"], name="auth_saml_assertions_expiry")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "assertion_id"], name="auth_saml_assertions_once"
            ),
            *_written_at_the_door("auth_saml_assertions"),
        ]

    def __str__(self) -> str:
        return self.assertion_id
