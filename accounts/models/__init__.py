"""People, and how they are signed in."""

from accounts.models.challenges import Challenge
from accounts.models.factors import Factor
from accounts.models.people import Profile, User, UserManager
from accounts.models.resets import FactorReset
from accounts.models.sessions import AuthSession

__all__ = [
    "AuthSession",
    "Challenge",
    "Factor",
    "FactorReset",
    "Profile",
    "User",
    "UserManager",
]
