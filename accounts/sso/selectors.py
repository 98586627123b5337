"""Which organisation signs somebody in. Read by the login role: nobody is known yet."""

from uuid import UUID

from accounts.models import SSODomain, SSOProvider
from accounts.sso import domains
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


def is_connected(found: SSOProvider) -> bool:
    """Return whether a provider has what its protocol needs."""
    return hasattr(found, found.kind)


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
