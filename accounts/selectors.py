"""Reads about people that no page of their own makes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from accounts.models import AuthSession, Factor, Profile, User
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
    profile = None
    if user_id:
        with as_user(user_id):
            profile = Profile.objects.filter(pk=user_id).only("language", "timezone").first()
    if profile is None:
        return Reader(get_language() or "en", "UTC")
    return Reader(profile.language, profile.timezone)


def sessions(*, user: User, at: datetime) -> list[AuthSession]:
    """Return where a person is signed in: the session that asks first, then by last use."""
    limits = user.session_limits
    found = AuthSession.objects.filter(user=user).order_by("-refreshed_at", "-created_at")
    alive = [session for session in found if not session.is_over(at=at, limits=limits)]
    asking = user.auth_session.pk if user.auth_session else None
    return sorted(alive, key=lambda session: session.pk != asking)


def claims(session: AuthSession) -> tuple[str, list[dict[str, str | int]]]:
    """Return a session's assurance level and its proofs, the latest first.

    `timestamp` is in seconds since 1970. Read anew: both may have changed since.
    """
    with as_login_role():
        found = AuthSession.objects.filter(user_id=session.user_id, pk=session.pk)
        aal = found.values_list("aal", flat=True).first() or "aal1"
        factors = Factor.objects.filter(user_id=session.user_id, uuid__in=found.values("factor_id"))
        methods = list(factors.values_list("type", flat=True))
    at = int(session.created_at.timestamp())
    return aal, [{"method": method, "timestamp": at} for method in methods]
