"""People, and how they are signed in."""

from accounts.models.claims import AmrClaim
from accounts.models.factors import Factor
from accounts.models.keys import PersonalToken
from accounts.models.people import Profile, User, UserManager
from accounts.models.sessions import AuthSession
from accounts.models.sign_ins import SignIn

__all__ = [
    "AmrClaim",
    "AuthSession",
    "Factor",
    "PersonalToken",
    "Profile",
    "SignIn",
    "User",
    "UserManager",
]
