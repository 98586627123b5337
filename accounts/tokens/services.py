"""Refresh tokens: given at signing in, exchanged one for the next, and ended with the session."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare

from accounts import backends
from accounts.models import AuthSession, RefreshToken, User
from accounts.services import stored
from accounts.tokens import claims
from numoraq.rls.identity import as_login_role

logger = logging.getLogger(__name__)

GRACE: Final = timedelta(seconds=10)  # in which two tabs may exchange the same token
_KEPT: Final = timedelta(days=7)  # so long an exchanged token is known again, and ends its session
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Pair:
    """What a program is signed in with: the secrets, which are nowhere else."""

    access_token: str
    refresh_token: str


class Refused(StrEnum):
    """Why there are no new tokens; the word is part of the API."""

    UNKNOWN = "refresh_token_not_found"
    USED = "refresh_token_already_used"
    ENDED = "session_not_found"


def begin(*, user: User, session: AuthSession, at: datetime) -> Pair:
    """Return the first tokens of a session that has just begun. `at` is aware UTC."""
    with as_login_role(), transaction.atomic():
        _locked(session.pk)
        refresh_token = _next(user, session.pk, parent=None, at=at)
    return Pair(claims.issue(user=user, session=session, at=at), refresh_token)


def renew(*, token: str, at: datetime) -> Pair | Refused:
    """Exchange a refresh token for new tokens. `at` is aware UTC.

    A token that was exchanged before is taken once more within ten seconds, and while the one
    given for it is unused: an answer can get lost, and two tabs can ask at once. The one given
    before is void then. Any other second use is a thief's or his victim's, and ends the session.

    A refusal is returned, not raised: what it ends must not come back with the transaction.
    """
    with as_login_role(), transaction.atomic():
        found = RefreshToken.objects.filter(token_hash=_hash(token)).first()
        if found is None:
            return Refused.UNKNOWN
        if not _locked(found.session_id):
            return Refused.ENDED
        # Whoever held the lock may have exchanged it meanwhile.
        found.refresh_from_db()
        user = backends.person_of(user_id=found.user_id, session_id=found.session_id)
        if user is None or not _has_stamp_of(found, user):
            return Refused.ENDED
        return _exchanged(found, user, at)


def keep(*, user: User, session_id: UUID | str) -> None:
    """Let the token of a session outlive the change of password that was made in it."""
    with as_login_role(), transaction.atomic():
        _locked(session_id)
        good = RefreshToken.objects.filter(user=user, session_id=session_id, revoked=False)
        good.update(password_stamp=user.get_session_auth_hash())


def session_of(token: str) -> UUID | None:
    """Return the session a refresh token goes on, None for a token that is none."""
    with as_login_role():
        found = RefreshToken.objects.filter(token_hash=_hash(token))
        session_id: UUID | None = found.values_list("session_id", flat=True).first()
    return session_id


def sweep(*, at: datetime) -> int:
    """Remove tokens that were exchanged a week ago; return how many. Runs as the service."""
    old = RefreshToken.objects.filter(revoked=True, updated_at__lt=at - _KEPT)
    return old.delete()[0]


def _exchanged(found: RefreshToken, user: User, at: datetime) -> Pair | Refused:
    sessions = AuthSession.objects.filter(user=user, pk=found.session_id)
    if found.revoked and not _is_excused(found, at):
        logger.warning("a refresh token was used twice: session %s ends", found.session_id)
        stored.end(sessions)
        return Refused.USED
    refresh_token = _next(user, found.session_id, parent=found, at=at)
    sessions.update(refreshed_at=at, updated_at=at)
    return Pair(claims.issue(user=user, session=sessions.get(), at=at), refresh_token)


def _is_excused(found: RefreshToken, at: datetime) -> bool:
    if at - found.updated_at <= GRACE:
        return True
    family = RefreshToken.objects.filter(user_id=found.user_id, session_id=found.session_id)
    return family.filter(revoked=False, parent_id=found.pk).exists()


def _next(user: User, session_id: UUID, *, parent: RefreshToken | None, at: datetime) -> str:
    """Return a new token, the only good one of its session."""
    family = RefreshToken.objects.filter(user=user, session_id=session_id)
    family.filter(revoked=False).update(revoked=True, updated_at=at)
    if parent is not None:
        family.filter(pk=parent.pk, used_at=None).update(used_at=at)
    token = secrets.token_urlsafe(_BYTES)
    RefreshToken.objects.create(
        user=user,
        session_id=session_id,
        parent_id=parent.pk if parent else None,
        token_hash=_hash(token),
        password_stamp=user.get_session_auth_hash(),
        created_at=at,
        updated_at=at,
    )
    return token


def _locked(session_id: UUID | str) -> bool:
    """Return whether a session is there, once nobody else changes it or its tokens."""
    return AuthSession.objects.select_for_update().filter(pk=session_id).first() is not None


def _has_stamp_of(token: RefreshToken, user: User) -> bool:
    return constant_time_compare(token.password_stamp, user.get_session_auth_hash())


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
