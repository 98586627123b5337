"""People, and how they are signed in."""

from accounts.models.factors import Factor
from accounts.models.keys import PersonalToken
from accounts.models.leaving import Export
from accounts.models.people import Profile, User, UserManager
from accounts.models.sessions import AuthSession

__all__ = ["AuthSession", "Export", "Factor", "PersonalToken", "Profile", "User", "UserManager"]
