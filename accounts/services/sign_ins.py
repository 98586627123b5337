"""The history of sign-ins: those that succeeded, failed or were refused, and mails about them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from accounts import allauth_compat, amr, devices, mailing, selectors
from accounts.models import AuthSession, SignIn, User
from cms import origin
from numoraq.rls.identity import as_login_role

KEPT_FOR = timedelta(days=90)
KEPT = 100  # of each outcome a person, so that tries of strangers push no real sign-in out
AGENT_LENGTH = 400


def note_success(
    *, request: HttpRequest, session: AuthSession, proofs: Sequence[amr.Record]
) -> None:
    """Write down that somebody has signed in, and tell them by mail when the device is new.

    Runs within the sign-in, before Django notes it as the last one.
    """
    user, at = session.user, session.created_at
    with as_login_role():
        is_new = _is_new_device(user, session)
        SignIn.objects.create(
            user=user,
            at=at,
            outcome=SignIn.Outcome.SUCCEEDED,
            method=amr.method(proofs[-1]) if proofs else "",
            ip=session.ip,
            user_agent=session.user_agent,
            session_id=session.pk,
        )
        _prune(user.pk, SignIn.Outcome.SUCCEEDED)
    if is_new and allauth_compat.may(request, "new_device", key=str(user.pk)):
        _tell(user, session)


def note_failure(*, email: str, outcome: SignIn.Outcome, method: str, at: datetime) -> None:
    """Write down that somebody tried to sign in with an address and did not come in.

    The same is read and written whether or not the address has an account, so that how long it
    takes tells nothing: a row without a person is seen by nobody who signs in. `at` is aware UTC.
    """
    came = origin.current()
    with as_login_role(), transaction.atomic():
        found = User.objects.filter(email=email.strip().lower())
        user_id = found.values_list("pk", flat=True).first()
        SignIn.objects.create(
            user_id=user_id,
            at=at,
            outcome=outcome,
            method=method,
            ip=came.ip_address,
            user_agent=agent(came),
        )
        _prune(user_id, outcome)


def is_first(*, user: User) -> bool:
    """Return whether somebody who is signed in has not come in before, as far as is kept."""
    found = SignIn.objects.filter(user=user, outcome=SignIn.Outcome.SUCCEEDED)
    return found[:2].count() < 2


def sweep(*, at: datetime) -> int:
    """Remove what is older than ninety days. Runs as the service. Returns how many."""
    return SignIn.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


def agent(came: origin.Origin) -> str:
    """Return what a browser calls itself, as much of it as is kept."""
    return " ".join(came.user_agent.split())[:AGENT_LENGTH]


def _is_new_device(user: User, session: AuthSession) -> bool:
    """Return whether somebody who has signed in before has not done so with such a device."""
    if user.last_login is None or user.is_demo:
        return False
    since = session.created_at - KEPT_FOR
    before = SignIn.objects.filter(user=user, outcome=SignIn.Outcome.SUCCEEDED, at__gte=since)
    agents = before.values_list("user_agent", flat=True).distinct()
    return session.device not in {devices.name(known) for known in agents}


def _tell(user: User, session: AuthSession) -> None:
    reader = selectors.reader(user.email)
    mailing.post(
        message="accounts.emails.account.new_sign_in",
        to=user.email,
        language=reader.language,
        at=session.created_at.isoformat(),
        timezone=reader.timezone,
        ip=session.ip or "",
        device=session.user_agent,
    )


def _prune(user_id: UUID | None, outcome: SignIn.Outcome) -> None:
    whose = Q(user=None) if user_id is None else Q(user=user_id)
    rows = SignIn.objects.filter(whose, outcome=outcome)
    surplus = rows.order_by("-at", "-id").values_list("pk", flat=True)[KEPT:]
    if keys := list(surplus):
        rows.filter(pk__in=keys).delete()
