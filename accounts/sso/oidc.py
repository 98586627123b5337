"""Our side of OpenID Connect with an organisation: allauth's, held to the issuer we know."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.mailing import link
from accounts.models import SSOProvider
from accounts.services import identities
from accounts.sso import apps, metadata


class OrganisationAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Speaks to one organisation's provider."""

    def __init__(self, request: HttpRequest, provider: SSOProvider) -> None:
        super().__init__(request, provider.sub_id)
        self.organisation = provider

    def get_provider(self) -> "OrganisationOIDC":
        """Return the organisation, as allauth knows it."""
        app = apps.build(self.organisation)
        return OrganisationOIDC(self.request, app=app, organisation=self.organisation)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return our address that the organisation enters, on the main host."""
        return callback_url(self.organisation)

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says about itself. Raises OAuth2Error for a foreign issuer."""
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != self.organisation.oidc.issuer:
            raise OAuth2Error("the issuer is another one")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not metadata.is_web_address(str(config.get(name, ""))):
                raise OAuth2Error(f"{name} is not HTTPS")
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return who an ID token names. Raises OAuth2Error without one."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no ID token")
        return super().complete_login(request, app, token, **kwargs)


class OrganisationOIDC(OpenIDConnectProvider):  # type: ignore[misc]
    """An organisation, as allauth knows it: of what it tells, the address alone is kept."""

    def __init__(self, request: HttpRequest, app: Any, organisation: SSOProvider) -> None:
        super().__init__(request, app=app)
        self.organisation = organisation

    def get_oauth2_adapter(self, request: HttpRequest) -> OrganisationAdapter:
        """Return what speaks to the organisation."""
        return OrganisationAdapter(request, self.organisation)

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what is told; an address the provider itself calls unproven is none."""
        found: dict[str, Any] = super().extract_common_fields(data)
        return {**found, "email": ""} if _calls_it_unproven(data) else found

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Return the address that is told, unless the provider itself calls it unproven."""
        return [] if _calls_it_unproven(data) else super().extract_email_addresses(data)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what is stored with the identity."""
        return {"email": self.extract_common_fields(data).get("email") or ""}

    def serialize(self) -> dict[str, Any]:
        """Return how a sign-in that waits for a second factor names us: by our own key.

        Two organisations may know us by the same client id.
        """
        return {**super().serialize(), "id": self.app.provider_id}


def _calls_it_unproven(data: dict[str, Any]) -> bool:
    told = data.get("id_token") or data
    return "email_verified" in told and not identities.is_true(told["email_verified"])


def callback_url(provider: SSOProvider) -> str:
    """Return our address that the organisation enters, on the main host."""
    path = reverse("sso-oidc-callback", urlconf=settings.ROOT_URLCONF, args=[provider.resource_id])
    return link(path)
