"""Reads about people that no page of their own makes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from accounts.models import AuthSession, Profile, User
from numoraq.rls.identity import as_login_role, as_user


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody reads a mail: in which language, by which clock."""

    language: str
    timezone: str


def reader(email: str) -> Reader:
    """Return how the owner of an address reads; a stranger reads as they see the page now."""
    with as_login_role():
        user_id = User.objects.filter(email=email.lower()).values_list("pk", flat=True).first()
    return reader_of(user_id) if user_id else _stranger()


def reader_of(user: User | UUID) -> Reader:
    """Return how a person reads. Runs as whoever is asking."""
    key = user.pk if isinstance(user, User) else user
    with as_user(key):
        profile = Profile.objects.filter(pk=key).only("language", "timezone").first()
    return Reader(profile.language, profile.timezone) if profile else _stranger()


def _stranger() -> Reader:
    return Reader(get_language() or "en", "UTC")


def sessions(*, user: User, at: datetime) -> list[AuthSession]:
    """Return where a person is signed in: the session that asks first, then by last use."""
    limits = user.session_limits
    found = AuthSession.objects.filter(user=user).order_by("-refreshed_at", "-created_at")
    alive = [session for session in found if not session.is_over(at=at, limits=limits)]
    asking = user.auth_session.pk if user.auth_session else None
    return sorted(alive, key=lambda session: session.pk != asking)
