"""Which organisation signs somebody in. Read by the login role: nobody is known yet."""

from collections.abc import Iterable
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.urls import reverse

from accounts.models import SSODomain, SSOProvider
from accounts.services.providers import Way
from accounts.sso import apps, domains
from numoraq.rls.identity import as_login_role


def provider(*, resource_id: str, kind: SSOProvider.Kind) -> SSOProvider | None:
    """Return the provider of that short name with its connection; None when it is switched off."""
    with as_login_role():
        found = SSOProvider.objects.select_related(kind.value)
        return found.filter(
            resource_id=resource_id, kind=kind, is_disabled=False, **_is_connected(kind)
        ).first()


def provider_of(email: str) -> SSOProvider | None:
    """Return the provider that signs in the addresses of a domain, None when there is none."""
    with as_login_role():
        found = SSODomain.objects.select_related("provider__saml", "provider__oidc").filter(
            domain=domains.of_address(email),
            verified_at__isnull=False,
            provider__is_disabled=False,
        )
        domain = found.first()
    if domain is None or not is_connected(domain.provider):
        return None
    return domain.provider


def has_any() -> bool:
    """Return whether some organisation signs in its addresses here."""
    with as_login_role():
        found = SSODomain.objects.select_related("provider__saml", "provider__oidc").filter(
            verified_at__isnull=False, provider__is_disabled=False
        )
        return any(is_connected(domain.provider) for domain in found)


def is_connected(found: SSOProvider) -> bool:
    """Return whether a provider has what its protocol needs."""
    return hasattr(found, found.kind)


def ways(keys: Iterable[str]) -> list[Way]:
    """Return the organisations that identities name, to go to once more, by name."""
    named = list(filter(None, map(apps.provider_id, keys)))
    with as_login_role():
        found = SSOProvider.objects.select_related("saml", "oidc").filter(
            pk__in=named, is_disabled=False
        )
        connected = [one for one in found.order_by("name", "pk") if is_connected(one)]
    return [Way(one.sub_id, one.name, login_url(one), tells_when=True) for one in connected]


def is_in_use(found: SSOProvider) -> bool:
    """Return whether people are known by a provider: another issuer would name others by them."""
    return bool(SocialAccount.objects.filter(provider=found.sub_id).exists())


def login_url(found: SSOProvider) -> str:
    """Return the path of ours from which people are sent to an organisation."""
    name = "saml_login" if found.kind == SSOProvider.Kind.SAML else "sso-oidc-login"
    return reverse(name, urlconf=settings.ROOT_URLCONF, args=[found.resource_id])


def has_domain(*, provider_id: UUID, email: str) -> bool:
    """Return whether an address is of a proven domain of a provider that is not switched off."""
    with as_login_role():
        return SSODomain.objects.filter(
            domain=domains.of_address(email),
            verified_at__isnull=False,
            provider_id=provider_id,
            provider__is_disabled=False,
        ).exists()


def _is_connected(kind: SSOProvider.Kind) -> dict[str, bool]:
    return {f"{kind.value}__isnull": False}
