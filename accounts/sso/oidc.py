"""Our side of OpenID Connect with an organisation: any provider's, held to the issuer we know."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.integrations.providers import ENDPOINTS, OIDCAdapter
from accounts.mailing import link
from accounts.models import SSOProvider
from accounts.services import identities
from accounts.sso import apps, metadata


class OrganisationAdapter(OIDCAdapter):
    """Speaks to one organisation's provider, whose word is checked like any provider's."""

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

    def judge(self, found: Mapping[str, Any], address: str) -> None:
        """Refuse a document of another issuer, to the letter. Raises OAuth2Error."""
        super().judge(found, address)
        if found["issuer"] != self.organisation.oidc.issuer:
            raise OAuth2Error("the issuer is another one")
        for name in {*ENDPOINTS, *({"userinfo_endpoint"} & found.keys())}:
            if not metadata.is_web_address(str(found[name])):
                raise OAuth2Error(f"{name} is not HTTPS")


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
    return "email_verified" in data and not identities.is_true(data["email_verified"])


def callback_url(provider: SSOProvider) -> str:
    """Return our address that the organisation enters, on the main host."""
    path = reverse("sso-oidc-callback", urlconf=settings.ROOT_URLCONF, args=[provider.resource_id])
    return link(path)
