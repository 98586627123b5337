"""Organisations' sign-in in the CMS: set up without code, tried, switched off."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.mailing import link
from accounts.models import SSODomain, SSOProvider, User
from accounts.sso import domains, oidc, renewal, saml, selectors, services
from accounts.sso.cms_forms import DomainForm, ProviderForm
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.site import Section, site

_SAML = SSOProvider.Kind.SAML


@admin.register(SSOProvider, site=site)
class SSOProviderAdmin(AuditedModelAdmin[SSOProvider]):
    """An organisation: how its provider is reached, and what it enters about us."""

    section = Section.PEOPLE
    may_add = may_change = True
    form = ProviderForm
    list_display = ("name", "resource_id", "kind", "is_disabled", "sso_only", "state")
    list_select_related = ("saml", "oidc")
    ordering = ("name",)
    readonly_fields = ("acs_url", "entity_id", "callback_url", "test_url", "state")
    fieldsets = [
        (None, {"fields": ("name", "resource_id", "kind", "is_disabled", "sso_only", "state")}),
        (
            _("What the organisation enters about us"),
            {"fields": ("entity_id", "acs_url", "callback_url", "test_url")},
        ),
        (
            "SAML 2.0",
            {
                "fields": (
                    "metadata_file", "metadata_url", "email_attribute", "uid_attribute",
                    "name_id_format",
                )
            },
        ),
        ("OpenID Connect", {"fields": ("issuer", "client_id", "client_secret")}),
    ]  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: SSOProvider | None = None) -> Any:
        """Leave out the protocol that an organisation does not speak."""
        spoken = obj.get_kind_display() if obj else None
        protocols = set(SSOProvider.Kind.labels)
        return [one for one in self.fieldsets if not spoken or one[0] not in protocols - {spoken}]

    def get_readonly_fields(self, request: HttpRequest, obj: SSOProvider | None = None) -> Any:
        """Keep what the organisation has entered already as it is."""
        fixed = ("resource_id", "kind") if obj else ()
        return (*self.readonly_fields, *fixed)

    def save_model(self, request: HttpRequest, obj: SSOProvider, form: Any, change: bool) -> None:
        """Store the organisation and its connection, in the transaction of the page."""
        super().save_model(request, obj, form, change)
        actor = cast("User", request.user)
        if obj.kind == _SAML:
            services.connect_saml(provider=obj, given=form.saml(), actor=actor, at=timezone.now())
        else:
            services.connect_oidc(provider=obj, given=form.oidc(), actor=actor)

    @admin.display(description=_("state"))
    def state(self, provider: SSOProvider) -> str:
        """Return what is missing, ends soon or went wrong."""
        connection = getattr(provider, "saml", None)
        if not provider.pk or not hasattr(provider, provider.kind):
            return gettext("not connected")
        if connection is None:
            return gettext("in order")
        ends_at = connection.certificate_expires_at
        if ends_at <= timezone.now():
            return gettext("the certificate has ended")
        if ends_at <= timezone.now() + renewal.WARNED_BEFORE:
            return gettext("the certificate ends soon")
        if connection.problem:
            return gettext("the metadata could not be fetched")
        return gettext("in order")

    @admin.display(description=_("Entity id, and address of our metadata"))
    def entity_id(self, provider: SSOProvider) -> str:
        """Return our name, under which our metadata are found."""
        return _shown(provider, _SAML, lambda: saml.address(provider, "saml_metadata"))

    @admin.display(description=_("ACS address"))
    def acs_url(self, provider: SSOProvider) -> str:
        """Return where answers of SAML go."""
        return _shown(provider, _SAML, lambda: saml.address(provider, "saml_acs"))

    @admin.display(description=_("Redirect address"))
    def callback_url(self, provider: SSOProvider) -> str:
        """Return where answers of OpenID Connect go."""
        return _shown(provider, SSOProvider.Kind.OIDC, lambda: oidc.callback_url(provider))

    @admin.display(description=_("Try it"))
    def test_url(self, provider: SSOProvider) -> SafeString | str:
        """Return a link that signs in by the organisation, on the main host."""
        if provider._state.adding:  # noqa: SLF001 - Django documents it
            return "–"
        url = link(selectors.login_url(provider))
        return format_html('<a href="{0}" rel="noopener" target="_blank">{0}</a>', url)


@admin.register(SSODomain, site=site)
class SSODomainAdmin(AuditedModelAdmin[SSODomain]):
    """A domain of an organisation, and the record that proves it."""

    section = Section.PEOPLE
    may_add = True
    form = DomainForm
    list_display = ("domain", "provider", "verified_at", "checked_at", "missing_since")
    list_select_related = ("provider",)
    ordering = ("domain",)
    fields = ("provider", "domain", "record", "value", "verified_at", "checked_at", "missing_since")
    readonly_fields = ("record", "value", "verified_at", "checked_at", "missing_since")
    actions = ("check_record", "remove")

    @admin.display(description=_("TXT record"))
    def record(self, domain: SSODomain) -> str:
        """Return the name of the record the organisation publishes."""
        return domain.record if domain.domain else "–"

    @admin.display(description=_("holds"))
    def value(self, domain: SSODomain) -> str:
        """Return what the record holds."""
        return domain.token if domain.domain else "–"

    @with_reason(_("Check the record"))
    def check_record(self, request: HttpRequest, domain: SSODomain, reason: str) -> None:
        """Look whether the record is published."""
        try:
            found = domains.check_by_staff(
                domain=domain, actor=cast("User", request.user), at=timezone.now(), reason=reason
            )
        except domains.NoAnswer as error:
            raise ValidationError(gettext("The domain name system gave no answer.")) from error
        if not found:
            told = gettext("%(record)s does not hold the token yet.") % {"record": domain.record}
            self.message_user(request, told, messages.WARNING)

    @with_reason(_("Take the domain from the organisation"))
    def remove(self, request: HttpRequest, domain: SSODomain, reason: str) -> None:
        """End what a domain proves; it may be given to another organisation."""
        domains.remove(domain=domain, actor=cast("User", request.user), reason=reason)


def _shown(provider: SSOProvider, kind: SSOProvider.Kind, find: Any) -> str:
    # Before it is stored the short name may be anything, and then there is no address.
    is_new = provider._state.adding  # noqa: SLF001 - Django documents it
    return "–" if is_new or provider.kind != kind else str(find())
