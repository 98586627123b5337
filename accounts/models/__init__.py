"""People, and how they are signed in."""

from accounts.models.factors import Factor
from accounts.models.keys import PersonalToken
from accounts.models.people import Profile, User, UserManager
from accounts.models.sessions import AuthSession
from accounts.models.tokens import RefreshToken, SigningKey

__all__ = [
    "AuthSession",
    "Factor",
    "PersonalToken",
    "Profile",
    "RefreshToken",
    "SigningKey",
    "User",
    "UserManager",
]
