"""People, and how they are signed in."""

from accounts.models.challenges import Challenge
from accounts.models.claims import AmrClaim
from accounts.models.factors import Factor
from accounts.models.identities import Identity
from accounts.models.keys import PersonalToken
from accounts.models.leaving import Export
from accounts.models.one_time import EmailChange, OneTimeToken
from accounts.models.people import Profile, User, UserManager
from accounts.models.resets import FactorReset
from accounts.models.sessions import AuthSession
from accounts.models.sign_ins import SignIn
from accounts.models.sso import (
    OIDCConnection,
    SAMLAssertion,
    SAMLConnection,
    SAMLRelayState,
    SSODomain,
    SSOProvider,
)
from accounts.models.tokens import RefreshToken, SigningKey

__all__ = [
    "AmrClaim",
    "AuthSession",
    "Challenge",
    "EmailChange",
    "Export",
    "Factor",
    "FactorReset",
    "Identity",
    "OIDCConnection",
    "OneTimeToken",
    "PersonalToken",
    "Profile",
    "RefreshToken",
    "SAMLAssertion",
    "SAMLConnection",
    "SAMLRelayState",
    "SSODomain",
    "SSOProvider",
    "SignIn",
    "SigningKey",
    "User",
    "UserManager",
]
