"""Reads about people that no page of their own makes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from accounts import sms
from accounts.models import AmrClaim, AuthSession, Factor, FactorReset, Profile, User
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


@dataclass(frozen=True, slots=True)
class Codes:
    """What the security page shows about codes that are sent, and about lost factors."""

    factors: list[Factor]
    takes_phones: bool
    reset: FactorReset | None


def codes(*, user: User) -> Codes:
    """Return a person's phones and mailboxes, and what they asked of staff."""
    mine = Factor.objects.filter(user=user, confirmed=True, type__in=Factor.BY_CODE)
    resets = FactorReset.objects.filter(user=user, status__in=FactorReset.OPEN)
    found = list(mine.order_by("created_at", "id"))
    return Codes(factors=found, takes_phones=sms.is_available(), reset=resets.first())


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
    with as_login_role():
        found = AuthSession.objects.filter(user_id=session.user_id, pk=session.pk)
        aal = found.values_list("aal", flat=True).first() or "aal1"
        proven = amr(session)
    proofs: list[dict[str, str | int]] = [
        {"method": claim.method, "timestamp": int(claim.updated_at.timestamp())} for claim in proven
    ]
    return aal, proofs
