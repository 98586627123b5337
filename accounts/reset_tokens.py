"""The keys of links that set a new password, for allauth.

allauth makes an object of it while its forms are imported: models are imported when they are used.
"""

import secrets
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User


class StoredResetTokens:
    """Random keys whose hashes are kept: the newest works, once, for an hour."""

    def make_token(self, user: "User") -> str:
        """Return the key of a new link; the one before it is void."""
        from accounts.services import one_time

        key = secrets.token_urlsafe(32)
        one_time.issue(
            user=user,
            kind=one_time.Kind.RECOVERY,
            token_hash=one_time.digest(key),
            address=user.email,
            at=timezone.now(),
        )
        return key

    def check_token(self, user: "User | None", token: str | None) -> bool:
        """Return whether a key still works. It is asked more than once: nothing is spent."""
        from accounts.services import one_time

        if user is None or not token or not user.is_active:
            return False
        return one_time.is_working(
            user=user,
            kind=one_time.Kind.RECOVERY,
            token_hash=one_time.digest(token),
            address=user.email,
            at=timezone.now(),
        )

    def spend(self, user: "User", token: str) -> bool:
        """Spend a key; of two forms sent at once one gets True."""
        from accounts.services import one_time

        return one_time.spend(
            user=user,
            kind=one_time.Kind.RECOVERY,
            token_hash=one_time.digest(token),
            address=user.email,
            at=timezone.now(),
        )
