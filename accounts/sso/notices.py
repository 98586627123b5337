"""What administrators, and people, are told by mail about organisations' sign-in."""

from accounts import mailing, selectors
from accounts.models import SAMLConnection, SSODomain, SSOProvider, User
from cms import selectors as staff


def domain_lapsed(domain: SSODomain) -> None:
    """Tell administrators that a domain is proven no longer."""
    _to_administrators("domain_lapsed", domain=domain.domain, organisation=domain.provider.name)


def certificate_ends(connection: SAMLConnection) -> None:
    """Tell administrators that a provider's certificates end soon."""
    _to_administrators(
        "certificate_ends",
        organisation=connection.provider.name,
        ends_at=connection.certificate_expires_at.isoformat(),
    )


def linked(*, user: User, provider: SSOProvider) -> None:
    """Tell a person that their organisation signs them in from now on."""
    reader = selectors.reader(user.email)
    mailing.post(
        message="accounts.sso.emails.linked",
        to=user.email,
        language=reader.language,
        organisation=provider.name,
    )


def _to_administrators(message: str, **values: str) -> None:
    # asked by a job, whose role reads every profile
    for person in staff.administrators().select_related("profile"):
        mailing.post(
            message=f"accounts.sso.emails.{message}",
            to=person.email,
            language=person.profile.language,
            **values,
        )
