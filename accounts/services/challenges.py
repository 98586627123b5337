"""Challenges: second factors asked for, codes sent, codes taken."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts import mailing, texting
from accounts.models import Challenge, Factor, User
from accounts.models.challenges import LIFETIME, MAX_ATTEMPTS
from cms import origin
from numoraq.rls.identity import as_login_role

ASKED: Final = "mfa_challenge"  # in Django's session: the id of the visible challenge
KEPT_FOR: Final = timedelta(hours=24)


class CooldownPending(Exception):
    """A code was sent a moment ago. `until` is aware UTC."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class CodeRefused(Exception):
    """A code was not taken."""


class WrongCode(CodeRefused):
    """It is not the code that was sent."""


class ChallengeClosed(CodeRefused):
    """There is nothing to give a code for: too old, used, tried too often, from elsewhere."""


class TryLater(CodeRefused):
    """After wrong codes none is looked at for a while. `until` is aware UTC."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def issue(*, factor: Factor, at: datetime) -> Challenge:
    """Send a code to a phone or a mailbox; one sent before opens nothing any more.

    `at` is aware UTC. Raises CooldownPending within a minute of the last one.
    """
    with as_login_role(), transaction.atomic():
        locked = Factor.objects.select_for_update().get(pk=factor.pk)
        if until := locked.next_code_at():
            raise CooldownPending(until)
        before = Challenge.objects.filter(user=locked.user_id, factor_id=locked.uuid)
        before.filter(verified_at=None, created_at__lt=at, expires_at__gt=at).update(expires_at=at)
        challenge = _asked(user_id=locked.user_id, factor_id=locked.uuid, at=at)
        code = f"{secrets.randbelow(10**6):06}"
        challenge.otp_hash = challenge.hash_of(code)
        challenge.save(force_insert=True)
        locked.cooldown_set(commit=False)
        locked.save(update_fields=["last_generated_timestamp", "updated_at"])
        _send(challenge, locked, code)
    return challenge


def find(*, user: User, challenge_id: UUID | str | None) -> Challenge | None:
    """Return a challenge of a person that a code was sent for, if there is such."""
    if challenge_id is None:
        return None
    with as_login_role():
        found = Challenge.objects.filter(pk=challenge_id, user=user)
        return found.exclude(otp_hash="").first()


def verify(*, user: User, challenge_id: UUID | str, code: str, at: datetime) -> Factor:
    """Take a code, once, and return the factor it was sent to. `at` is aware UTC.

    Raises WrongCode, ChallengeClosed, TryLater; what they count is stored all the same.
    """
    with as_login_role(), transaction.atomic():
        judged = judge(user=user, challenge_id=challenge_id, code=code, at=at)
    # Outside: an error that passes the block would take the count of wrong codes back.
    if isinstance(judged, CodeRefused):
        raise judged
    return judged


def judge(
    *, user: User, challenge_id: UUID | str, code: str, at: datetime, is_new: bool = False
) -> Factor | CodeRefused:
    """Take a code, once, and return the factor it was sent to, or why it is not taken.

    A refusal is returned, for what it counts is to be stored with the transaction of the caller,
    who is the login role. `is_new` asks for a factor that has never been proven, and only then
    for such. `at` is aware UTC.
    """
    challenge = find(user=user, challenge_id=challenge_id)
    if challenge is None or challenge.factor_id is None:
        return ChallengeClosed()
    wanted = Factor.objects.filter(user=user, uuid=challenge.factor_id)
    # The lock that two tries at once queue for; the challenge is read anew behind it.
    factor = wanted.filter(confirmed=not is_new).select_for_update().first()
    challenge = find(user=user, challenge_id=challenge_id)
    if factor is None or challenge is None or not _may_be_met(challenge, at):
        return ChallengeClosed()
    if until := factor.locked_until():
        return TryLater(until)
    asked = Challenge.objects.filter(pk=challenge.pk, verified_at=None, attempts__lt=MAX_ATTEMPTS)
    if not challenge.fits(code):
        asked.update(attempts=F("attempts") + 1)
        factor.throttle_increment(commit=False)
        factor.save(update_fields=[*_THROTTLE, "updated_at"])
        return WrongCode()
    if asked.filter(expires_at__gt=at).update(verified_at=at) != 1:
        return ChallengeClosed()
    factor.throttle_reset(commit=False)
    factor.last_generated_timestamp = None
    factor.last_used_at = None if is_new else at  # to be added is not to be used
    factor.save(
        update_fields=[*_THROTTLE, "last_generated_timestamp", "last_used_at", "updated_at"]
    )
    return factor


def begin(*, request: HttpRequest, user: User, at: datetime) -> None:
    """Note that somebody is asked for any factor that needs no code sent. `at` is aware UTC."""
    with as_login_role():
        asked = _visible(user, request.session.get(ASKED))
        if asked.filter(expires_at__gt=at).exists():
            return
        challenge = _asked(user_id=user.pk, factor_id=None, at=at)
        challenge.save(force_insert=True)
    request.session[ASKED] = str(challenge.pk)


def note_met(*, request: HttpRequest, user: User, factor: Factor, at: datetime) -> None:
    """Note that a factor allauth looks after was given. `at` is aware UTC."""
    met = {"factor_id": factor.uuid, "verified_at": at}
    with as_login_role():
        if _visible(user, request.session.pop(ASKED, None)).update(**met) == 1:
            return
        challenge = _asked(user_id=user.pk, factor_id=factor.uuid, at=at)
        challenge.verified_at = at
        challenge.save(force_insert=True)


def purge(*, at: datetime) -> int:
    """Remove challenges older than a day. Runs as the service. Returns how many."""
    return Challenge.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]


def _visible(user: User, challenge_id: Any) -> QuerySet[Challenge]:
    found = Challenge.objects.filter(user=user, verified_at=None, otp_hash="")
    return found.filter(pk=challenge_id) if challenge_id else found.none()


def _asked(*, user_id: UUID, factor_id: UUID | None, at: datetime) -> Challenge:
    return Challenge(
        user_id=user_id,
        factor_id=factor_id,
        created_at=at,
        expires_at=at + LIFETIME,
        ip_address=origin.current().ip_address,
    )


def _send(challenge: Challenge, factor: Factor, code: str) -> None:
    if factor.type == Factor.Type.EMAIL:
        language = get_language() or "en"
        word = "factor_code" if factor.confirmed else "mailbox_code"
        message = f"accounts.emails.codes.{word}"
        mailing.post(message=message, to=factor.email, language=language, code=code)
        return
    texting.post_code(to=factor.phone, code=code, until=challenge.expires_at)


_THROTTLE: Final = ("throttling_failure_timestamp", "throttling_failure_count")


def _may_be_met(challenge: Challenge, at: datetime) -> bool:
    came = origin.current().ip_address
    return challenge.is_open(at=at) and challenge.ip_address == came
