"""Making, using and ending personal access tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from accounts import loader, mailing, selectors
from accounts.keys import scopes as known
from accounts.models import PersonalToken, User
from cms import audit, origin
from numoraq.rls.identity import as_login_role, as_user

PREFIX: Final = "nq_pat_"
MOST: Final = 20  # of one person
LONGEST: Final = timedelta(days=366)
_USED_EVERY: Final = timedelta(minutes=5)
_HINT: Final = len(PREFIX) + 4  # characters


class TooManyTokens(Exception):
    """The person has as many tokens as one may have."""


class MadeBefore(Exception):
    """The same form or call has made its token already; the secret was shown then."""


class BadToken(Exception):
    """What was asked of a new token cannot be; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Made:
    """A new token, and its secret, which is nowhere else."""

    token: PersonalToken
    secret: str


def make(
    *,
    user: User,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime,
    at: datetime,
    once: UUID | None = None,
) -> Made:
    """Make a token for a person and tell them by mail. Times are aware UTC.

    Raises BadToken for unknown scopes, an empty name and an end that is past or over a year
    away; TooManyTokens; MadeBefore, when `once` has made a token of this person already.
    """
    _check(name=name, scopes=scopes, expires_at=expires_at, at=at)
    secret = PREFIX + secrets.token_urlsafe(32)
    with as_login_role(), transaction.atomic():
        person = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if person.is_closed or not person.is_active:  # meanwhile
            raise TooManyTokens
        if PersonalToken.objects.filter(user=user, expires_at__gt=at).count() >= MOST:
            raise TooManyTokens
        token_id = uuid5(user.pk, str(once or uuid4()))
        if PersonalToken.objects.filter(pk=token_id).exists():
            raise MadeBefore
        token = PersonalToken.objects.create(
            id=token_id,
            user=user,
            name=name.strip(),
            hint=secret[:_HINT],
            token_hash=_hash(secret),
            scopes=sorted(set(scopes)),
            aal="aal2" if user.is_verified() else "aal1",
            created_at=at,
            expires_at=expires_at,
        )
        _tell(user, token, at)
    return Made(token, secret)


def find(*, secret: str, at: datetime) -> PersonalToken | None:
    """Return the token a program shows, with its person; None when it is none, or has ended.

    Writes down that it is used, once in five minutes at most. `at` is aware UTC.
    """
    with as_login_role():
        found = PersonalToken.objects.select_related("user").filter(token_hash=_hash(secret))
        token = found.first()
        if token is None or token.is_over(at=at) or not token.user.is_active:
            return None
        if token.last_used_at is None or at - token.last_used_at >= _USED_EVERY:
            ip = origin.current().ip_address
            PersonalToken.objects.filter(pk=token.pk).update(last_used_at=at, last_ip=ip)
    return token


def person(secret: str, at: datetime) -> User | None:
    """Return who shows a token, with their profile, read as themselves; None for none."""
    token = find(secret=secret, at=at)
    if token is None:
        return None
    with as_user(token.user_id):
        found = loader.load(token.user_id)
    if found is not None:
        found.personal_token = token
    return found


def end(*, user: User, token_id: UUID) -> bool:
    """End one token of a person; return False when there is none of that id."""
    count, _by_model = PersonalToken.objects.filter(user=user, pk=token_id).delete()
    return count > 0


@transaction.atomic
def end_by_staff(*, token: PersonalToken, actor: User, reason: str) -> None:
    """End somebody's token, on the record."""
    if end(user=token.user, token_id=token.pk):
        audit.record(
            action="token.ended",
            actor=actor,
            target=token.user,
            before={"token": str(token.pk), "name": token.name, "scopes": token.scopes},
            reason=reason,
        )


def sweep(*, at: datetime) -> int:
    """Remove tokens that ended a month ago. Runs as the service. Returns how many."""
    return PersonalToken.objects.filter(expires_at__lt=at - timedelta(days=30)).delete()[0]


def _check(*, name: str, scopes: Sequence[str], expires_at: datetime, at: datetime) -> None:
    if not 1 <= len(name.strip()) <= 64:
        raise BadToken("name")
    if not scopes or not set(scopes) <= set(known.names()):
        raise BadToken("scopes")
    if not at < expires_at <= at + LONGEST:
        raise BadToken("expires_at")


def _tell(user: User, token: PersonalToken, at: datetime) -> None:
    reader, came = selectors.reader(user.email), origin.current()
    mailing.post(
        message="accounts.keys.emails.token_made",
        to=user.email,
        language=reader.language,
        name=token.name,
        at=at.isoformat(),
        timezone=reader.timezone,
        ip=came.ip_address or "",
        device=came.user_agent,
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
