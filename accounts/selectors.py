"""Reads about people that no page of their own makes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from accounts.models import AmrClaim, AuthSession, Factor, Profile, User
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
    limits, can_prove = user.session_limits, has_factor(user)
    found = AuthSession.objects.filter(user=user).prefetch_related("claims")
    alive = [
        session
        for session in found.order_by("-refreshed_at", "-created_at")
        if session.ending(at=at, limits=limits, can_prove=can_prove) is None
    ]
    for session in alive:
        session.until = session.ends_at(limits=limits)
    asking = user.auth_session.pk if user.auth_session else None
    return sorted(alive, key=lambda session: session.pk != asking)


def has_factor(user: User) -> bool:
    """Return whether a person has a second factor; recovery codes alone are none."""
    found = Factor.objects.filter(user=user, confirmed=True)
    return found.exclude(type=Factor.Type.RECOVERY).exists()


def amr(session: AuthSession) -> list[AmrClaim]:
    """Return what a session was proven by, the latest first."""
    found = AmrClaim.objects.filter(user_id=session.user_id, session=session)
    return list(found.order_by("-updated_at", "method"))


def claims(session: AuthSession) -> tuple[str, list[dict[str, str | int]]]:
    """Return a session's assurance level and its proofs as GoTrue's tokens write them.

    `timestamp` is in seconds since 1970; the latest is first. Read anew: both may have changed.
    """
    found = AuthSession.objects.filter(user_id=session.user_id, pk=session.pk)
    aal = found.values_list("aal", flat=True).first() or "aal1"
    proofs: list[dict[str, str | int]] = [
        {"method": claim.method, "timestamp": int(claim.updated_at.timestamp())}
        for claim in amr(session)
    ]
    return aal, proofs
