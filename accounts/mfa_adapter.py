"""Our answers to what allauth's second factors ask."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import relying_party
from accounts.services import factors
from numoraq.lib import crypto
from numoraq.rls.identity import as_login_role

# allauth gives the text alone: the place is the same for all rows of its table.
_PLACE = "mfa_authenticator.data"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are sealed, and only who proved a factor may change one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Prove yourself with your second factor first."),
        "incorrect_code": _("That is not the code. Each one works once, for half a minute."),
        "unverified_email": _("Prove first that your e-mail address is yours."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return crypto.encrypt(text, context=_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret. Raises CannotDecrypt."""
        return crypto.decrypt(encrypted_text, context=_PLACE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether a factor may go: stock allauth asks for the password alone."""
        return not factors.must_step_up(context.request.user)

    def is_mfa_enabled(self, user: Any, types: list[str] | None = None) -> bool:
        """Return whether a person has factors; asked in the CMS too, whose role sees no secrets."""
        with as_login_role():
            return bool(super().is_mfa_enabled(user, types=types))

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        """Return the name a new passkey gets if its owner gives none: it is called by its kind."""
        return ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom passkeys are made for: the domain, and the name people are shown."""
        return {"id": relying_party.domain(context.request), "name": self.get_totp_issuer()}

    def get_totp_issuer(self) -> str:
        """Return what the app on the phone shows as the name of the site."""
        return (
            "NumoraQ" if settings.ENVIRONMENT == "production" else f"NumoraQ {settings.ENVIRONMENT}"
        )
