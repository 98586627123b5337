"""People, and how they are signed in."""

from accounts.models.people import Profile, User, UserManager
from accounts.models.sessions import AuthSession

__all__ = ["AuthSession", "Profile", "User", "UserManager"]
