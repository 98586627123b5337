"""People, and how they are signed in."""

from accounts.models.factors import Factor
from accounts.models.keys import PersonalToken
from accounts.models.people import Profile, User, UserManager
from accounts.models.sessions import AuthSession
from accounts.models.sso import (
    OIDCConnection,
    SAMLAssertion,
    SAMLConnection,
    SAMLRelayState,
    SSODomain,
    SSOProvider,
)

__all__ = [
    "AuthSession",
    "Factor",
    "OIDCConnection",
    "PersonalToken",
    "Profile",
    "SAMLAssertion",
    "SAMLConnection",
    "SAMLRelayState",
    "SSODomain",
    "SSOProvider",
    "User",
    "UserManager",
]
