"""People, and how they are signed in."""

from accounts.models.factors import Factor
from accounts.models.identities import Identity
from accounts.models.people import Profile, User, UserManager
from accounts.models.sessions import AuthSession

__all__ = ["AuthSession", "Factor", "Identity", "Profile", "User", "UserManager"]
