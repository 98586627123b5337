"""Who a session belongs to."""

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from asgiref.sync import sync_to_async
from django.utils import timezone

from accounts import loader
from accounts.endings import Ending
from accounts.models import User
from numoraq.rls.identity import as_user


def person_of(*, user_id: UUID, session_id: UUID) -> User | None:
    """Return whose session it is, None when it has ended, or the person may not sign in."""
    with loader.asked_by(str(session_id)):
        found: User | None = EmailBackend().get_user(user_id)
    return found


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs people in by e-mail; finds them again together with their profile."""

    def get_user(self, user_id: UUID) -> User | None:
        """Return the person of a session that has not ended.

        Read as that person: their row, their profile, their session, no other. Why there is none
        is told to whom `loader.asked_by` gave the question.
        """
        with as_user(user_id):
            user = loader.load(user_id)
            why = self._ending(user)
        loader.note_ending(why)
        return None if why else user

    def _ending(self, user: User | None) -> Ending | None:
        if user is None or user.auth_session is None:
            return Ending.ENDED
        if not self.user_can_authenticate(user):
            return Ending.CLOSED
        return user.auth_session.ending(
            at=timezone.now(), limits=user.session_limits, can_prove=user.can_prove
        )

    async def aget_user(self, user_id: UUID) -> User | None:
        """Return the person of a session, in an async view."""
        found: User | None = await sync_to_async(self.get_user)(user_id)
        return found
