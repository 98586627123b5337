"""Codes on their way: sent by a button, then asked for, to whoever has to prove themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.stages import LoginStage
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import allauth_compat, sms
from accounts.models import AmrClaim, Challenge, Factor, SignIn, User
from accounts.services import challenges, enrolment, factors, sign_ins

SENT = "mfa_sent"  # in Django's session: the id of the challenge a code was sent for


class TooManyCodes(Exception):
    """So many codes are not sent in an hour."""


@dataclass(frozen=True, slots=True)
class Way:
    """A factor that a code can be sent to, and in how many seconds; 0 is now."""

    factor: Factor
    wait: int


def ways(user: User, *, at: datetime) -> list[Way]:
    """Return the factors of a person that a code can be sent to. `at` is aware UTC."""
    found = [
        factor
        for factor in factors.by_code(user)
        if factor.type != Factor.Type.PHONE or sms.is_available()
    ]
    return [Way(factor, seconds(factor.next_code_at(), at)) for factor in found]


def seconds(until: datetime | None, at: datetime) -> int:
    """Return how many seconds there are to a moment, at least 0, rounded up."""
    return max(0, -int((at - until).total_seconds() // 1)) if until else 0


def who(request: HttpRequest) -> User | None:
    """Return who is to prove themselves: who is signed in, or at the second step of it."""
    if isinstance(request.user, User):
        return request.user
    stage = allauth_compat.second_step(request)
    return stage.login.user if stage else None


def is_allowed(request: HttpRequest, *, user: User, fingerprint: str) -> bool:
    """Count a code against the limits of its sender, of where they are, and of the address."""
    may_send = allauth_compat.may(request, "factor_code", key=str(user.pk))
    return may_send and allauth_compat.may(request, "factor_address", key=fingerprint)


def wanted(*, user: User, factor_id: str) -> Factor | None:
    """Return the factor a form names, if it is one of the person's."""
    try:
        factor = enrolment.find(user=user, factor_id=UUID(factor_id))
    except ValueError:
        return None
    if factor is not None and factor.type == Factor.Type.PHONE and not sms.is_available():
        return None
    return factor


def pending(request: HttpRequest, *, user: User) -> Challenge | None:
    """Return the challenge that this browser was sent a code for."""
    return challenges.find(user=user, challenge_id=request.session.get(SENT))


def send(request: HttpRequest, *, user: User, factor: Factor, at: datetime) -> Challenge:
    """Send a code to a factor; this browser or program is asked for it from then on.

    `at` is aware UTC. Raises CooldownPending, TooManyCodes.
    """
    fingerprint = str(factor.address_hash)
    if factor.next_code_at() is None and not is_allowed(
        request, user=user, fingerprint=fingerprint
    ):
        raise TooManyCodes
    challenge = challenges.issue(factor=factor, at=at)
    request.session[SENT] = str(challenge.pk)
    return challenge


def take(
    request: HttpRequest, *, user: User, challenge: Challenge, code: str, at: datetime
) -> LoginStage | None:
    """Take the code that was sent; return the step of signing in it completes, if it does.

    A wrong one is put among the person's sign-ins. `at` is aware UTC. Raises CodeRefused.
    """
    try:
        factor = challenges.verify(user=user, challenge_id=challenge.pk, code=code, at=at)
    except challenges.CodeRefused:
        tried = enrolment.find(user=user, factor_id=challenge.factor_id)
        if tried is not None:
            note_wrong(user=user, kind=tried.type, at=at)
        raise
    request.session.pop(SENT, None)
    stage = allauth_compat.second_step(request)
    allauth_compat.record_code(request, user=user, kind=factor.type, factor=str(factor.uuid))
    return stage


def note_wrong(*, user: User, kind: str, at: datetime) -> None:
    """Put a wrong code among the person's sign-ins, where an attacker's would show.

    `at` is aware UTC.
    """
    is_text = kind == Factor.Type.PHONE
    sign_ins.note_failure(
        email=user.email,
        outcome=SignIn.Outcome.FAILED,
        method=AmrClaim.Method.PHONE if is_text else AmrClaim.Method.EMAIL,
        at=at,
    )


def told(refusal: challenges.CodeRefused, *, at: datetime) -> str:
    """Return why a code was not taken, for people."""
    if isinstance(refusal, challenges.TryLater):
        wait = seconds(refusal.until, at)
        return ngettext(
            "That was wrong. Wait %(count)s second, then try again.",
            "That was wrong. Wait %(count)s seconds, then try again.",
            wait,
        ) % {"count": wait}
    if isinstance(refusal, challenges.ChallengeClosed):
        return _("This code is too old or was tried too often. Have a new one sent.")
    return _("That is not the code we sent.")
