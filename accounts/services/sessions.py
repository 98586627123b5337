"""Where people are signed in: begun, kept alive, ended."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import allauth_compat, amr
from accounts.models import AmrClaim, AuthSession, User
from accounts.services import claims, factors, sign_ins, stored
from cms import audit, origin
from numoraq.rls.identity import as_login_role, current
from numoraq.rls.policies import USER

KEY = stored.KEY
SEEN_EVERY = timedelta(minutes=5)


def begin(*, request: HttpRequest, user: User, at: datetime) -> AuthSession:
    """Note that a person has signed in. Beyond the limit, those unused for longest end.

    `at` is aware UTC.
    """
    came = origin.current()
    factor = factors.proven_in(request, user)
    with as_login_role(), transaction.atomic():
        User.objects.select_for_update(of=("self",)).filter(pk=user.pk).first()
        if before := id_in(request):
            AuthSession.objects.filter(user=user, pk=before).delete()
        session = AuthSession.objects.create(
            user=user,
            created_at=at,
            refreshed_at=at,
            ip=came.ip_address,
            user_agent=sign_ins.agent(came),
            factor_id=factor.uuid if factor else None,
            key_hash=stored.digest(request),
        )
        proofs = allauth_compat.proofs(request, user=user) or _without_proof(user, at)
        claims.note(session=session, records=proofs)
        sign_ins.note_success(request=request, session=session, proofs=proofs)
        _end_surplus(user)
    request.session[KEY] = str(session.pk)
    session.factor_type = factor.type if factor else None
    user.auth_session = session
    return session


def note_use(*, request: HttpRequest, user: User, at: datetime) -> None:
    """Write down that a session is used and from where, once in five minutes at most."""
    session = user.auth_session
    if session is None or at - session.refreshed_at < SEEN_EVERY:
        return
    came = origin.current()
    seen: dict[str, Any] = {"refreshed_at": at, "updated_at": at}
    if id_in(request) == str(session.pk):  # and it is not an access token that asks
        seen["key_hash"] = stored.digest(request)
    with as_login_role():
        AuthSession.objects.filter(pk=session.pk).update(
            **seen, ip=came.ip_address, user_agent=sign_ins.agent(came)
        )


def end(*, user: User, session_id: UUID | str) -> bool:
    """End one session of a person; return False when there is none of that id."""
    with _as_who_may_end():
        return stored.end(AuthSession.objects.filter(user=user, pk=session_id)) > 0


def end_others(*, user: User, keep: UUID | str | None) -> int:
    """End every session of a person but one, or all of them; return how many."""
    others = AuthSession.objects.filter(user=user)
    if keep is not None:
        others = others.exclude(pk=keep)
    with _as_who_may_end():
        return stored.end(others)


@transaction.atomic
def end_by_staff(*, session: AuthSession, actor: User, reason: str) -> None:
    """End somebody's session, on the record."""
    if not end(user=session.user, session_id=session.pk):
        return
    audit.record(
        action="session.ended",
        actor=actor,
        target=session.user,
        before={"session": str(session.pk), "ip": session.ip, "browser": session.device},
        reason=reason,
    )


def id_in(request: HttpRequest) -> str | None:
    """Return the id of our row that Django's session names, if it names one."""
    found: str | None = request.session.get(KEY)
    return found


def sweep(*, at: datetime) -> int:
    """Remove sessions nobody has used for as long as a browser may remember one.

    Runs as the service. Returns how many. `at` is aware UTC.
    """
    oldest = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return stored.end(AuthSession.objects.filter(refreshed_at__lt=oldest))


def _end_surplus(user: User) -> None:
    most = user.session_limits.at_once
    if most is None:
        return
    kept = AuthSession.objects.filter(user=user).order_by("-refreshed_at", "-created_at")[:most]
    surplus = AuthSession.objects.filter(user=user)
    stored.end(surplus.exclude(pk__in=list(kept.values_list("pk", flat=True))))


def _as_who_may_end() -> AbstractContextManager[None]:
    """Return the login role for a person, whose own may not; staff and jobs stay who they are."""
    return as_login_role() if current().role == USER else nullcontext()


def _without_proof(user: User, at: datetime) -> list[amr.Record]:
    """Return what stands for a proof in a demo, and when an address was proven by signing up."""
    if not user.is_demo and user.last_login is not None:
        return []
    method = AmrClaim.Method.ANONYMOUS if user.is_demo else AmrClaim.Method.SIGN_UP
    return [{"method": method, "at": at.timestamp()}]
