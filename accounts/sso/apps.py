"""Our providers as allauth knows them: built in memory, stored in our tables alone."""

from typing import Any
from uuid import UUID

from allauth.socialaccount.models import SocialApp
from django.db.models import Q

from accounts.models import SSOProvider
from numoraq.rls.identity import as_login_role

PREFIX = "sso:"
# One of these names a person's address, whatever the provider calls it, unless it is set up.
USUAL_MAPPING = {
    "email": [
        "urn:oid:0.9.2342.19200300.100.1.3",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "mail",
        "email",
    ],
    "uid": ["urn:oasis:names:tc:SAML:attribute:subject-id"],
}


def matching(*, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
    """Return the apps allauth asks for by name; none for a list of what anybody may choose."""
    if not provider:
        return []
    wanted = _wanted(provider)
    if wanted is None:
        return []
    with as_login_role():
        found = SSOProvider.objects.select_related("saml", "oidc").filter(wanted, is_disabled=False)
        apps = [build(one) for one in found if hasattr(one, one.kind)]
    return [app for app in apps if client_id in {None, "", app.client_id}]


def build(provider: SSOProvider) -> SocialApp:
    """Return a provider as an app of allauth's."""
    is_saml = provider.kind == SSOProvider.Kind.SAML
    return SocialApp(
        provider="saml" if is_saml else "openid_connect",
        provider_id=provider.sub_id,
        name=provider.name,
        client_id=provider.resource_id if is_saml else provider.oidc.client_id,
        secret="" if is_saml else provider.oidc.client_secret,
        settings=_saml(provider) if is_saml else _oidc(provider),
    )


def provider_id(sub_id: str) -> UUID | None:
    """Return the key of our row in the name identities have for it, None for other providers."""
    if not sub_id.startswith(PREFIX):
        return None
    try:
        return UUID(sub_id.removeprefix(PREFIX))
    except ValueError:
        return None


def name_of(sub_id: str) -> str:
    """Return what an organisation is called, by the name identities have for it, or nothing."""
    key = provider_id(sub_id)
    if key is None:
        return ""
    with as_login_role():
        return SSOProvider.objects.filter(pk=key).values_list("name", flat=True).first() or ""


def is_saml(sub_id: str) -> bool:
    """Return whether identities name by it an organisation that speaks SAML."""
    key = provider_id(sub_id)
    if key is None:
        return False
    with as_login_role():
        return SSOProvider.objects.filter(pk=key, kind=SSOProvider.Kind.SAML).exists()


def _wanted(provider: str) -> Q | None:
    if provider == "saml":
        return Q(kind=SSOProvider.Kind.SAML)
    key = provider_id(provider)
    return Q(pk=key) if key else None


def _saml(provider: SSOProvider) -> dict[str, Any]:
    mapping = {**USUAL_MAPPING, **provider.saml.attribute_mapping}
    # No "email_verified": what an address proves depends on its domain, not on their word.
    return {"attribute_mapping": mapping, "email_authentication": False, "verified_email": False}


def _oidc(provider: SSOProvider) -> dict[str, Any]:
    return {
        "server_url": provider.oidc.issuer.rstrip("/"),
        "fetch_userinfo": False,
        "oauth_pkce_enabled": True,
        "email_authentication": False,
        "verified_email": False,
    }
