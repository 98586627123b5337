"""People, and how they are signed in."""

from accounts.models.factors import Factor
from accounts.models.one_time import EmailChange, OneTimeToken
from accounts.models.people import Profile, User, UserManager
from accounts.models.sessions import AuthSession

__all__ = ["AuthSession", "EmailChange", "Factor", "OneTimeToken", "Profile", "User", "UserManager"]
