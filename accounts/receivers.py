"""What follows when somebody signs in or out, or adds, proves or removes a second factor."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import authentication_step_completed, user_signed_up
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.utils import timezone

from accounts import allauth_compat, allauth_factors, assurance
from accounts.models import AmrClaim, Factor, User
from accounts.services import challenges, claims, factors, keyring, resets, sessions
from cms.services import staff


def connect() -> None:
    """Keep sessions in step with Django's, and factors with allauth's."""
    user_signed_up.connect(_signed_up, dispatch_uid="accounts.sessions")
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.sessions")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.sessions")
    post_save.connect(_stored, sender=Authenticator, dispatch_uid="accounts.factors")
    authentication_step_completed.connect(_proven, dispatch_uid="accounts.factors")
    authenticator_used.connect(_used, dispatch_uid="accounts.factors")


def _signed_up(*, request: HttpRequest, user: User, **came: Any) -> None:
    # Who has just chosen a password has typed it; who came by a provider has none.
    if "sociallogin" not in came and user.has_usable_password():
        for method in (AmrClaim.Method.SIGN_UP, AmrClaim.Method.PASSWORD):
            allauth_compat.note_method(request, user=user, method=method.value)


def _signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    allauth_compat.count_sign_in_as_fresh(request, user)
    sessions.begin(request=request, user=user, at=timezone.now())
    staff.note_arrival(request=request, person=user)


def _signed_out(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    session_id = sessions.id_in(request)
    if user is not None and session_id is not None:
        sessions.end(user=user, session_id=session_id)


def _stored(*, instance: Authenticator, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        factors.register(user_id=instance.user_id, authenticator=instance)
        _added(instance)


def _proven(*, request: HttpRequest, user: User, method: str, **details: Any) -> None:
    factor = factors.recorded(user=user, record=details) if method == "mfa" else None
    if factor is not None:
        _met(request, user, factor, details)
    # While somebody is signing in there is no session yet: it is begun with what was proven.
    asking: Any = request.user
    if not asking.is_authenticated or asking.pk != user.pk or asking.auth_session is None:
        return
    record = {"method": method, **details}
    if factor is not None and details.get("is_new"):
        _enrolled(request, factor, record)
        return
    _note(asking, record)
    if factor is not None:
        _raise(request, factor)


def _met(request: HttpRequest, user: User, factor: Factor, details: dict[str, Any]) -> None:
    at = timezone.now()
    if "id" in details:  # what is sent as a code has met its challenge already
        challenges.note_met(request=request, user=user, factor=factor, at=at)
    resets.cancel(user=user, at=at)  # who has a factor has not lost it


def _used(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    keyring.note_use(user=user, authenticator_id=authenticator.pk, at=timezone.now())
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        left = {"left": allauth_factors.codes_left(user=user)}
        get_adapter(request).send_notification_mail("mfa/email/recovery_code_used", user, left)


def _added(authenticator: Authenticator) -> None:
    # Not by allauth's signal, which is sent after the commit: sessions fall with the change.
    request = context.request
    if request is None or authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    if request.user.pk == authenticator.user_id:
        record = {"method": "mfa", "type": authenticator.type, "id": authenticator.pk}
        factor = factors.recorded(user=request.user, record=record)
        if factor is not None:
            _enrolled(request, factor, record)
        factors.end_unproven(user=request.user)


def _enrolled(request: HttpRequest, factor: Factor, record: dict[str, Any]) -> None:
    # Beside a factor by which somebody came in or stepped up, a new one proves nothing more.
    asking: Any = request.user
    if factors.would_raise(user=asking, factor=factor):
        _note(asking, record)
        _raise(request, factor)


def _note(asking: User, record: dict[str, Any]) -> None:
    if asking.auth_session is not None:
        at = timezone.now().timestamp()
        claims.note(session=asking.auth_session, records=[{**record, "at": at}])


def _raise(request: HttpRequest, factor: Factor) -> None:
    asking: Any = request.user
    was_enough = assurance.is_proven(request)
    factors.raise_session(user=asking, factor=factor)
    if not was_enough and assurance.is_proven(request):
        staff.note_arrival(request=request, person=asking)
