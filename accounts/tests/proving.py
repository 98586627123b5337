"""People who have an authenticator app, and the codes it shows."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.http import HttpRequest
from django.test import Client

from accounts import allauth_compat
from accounts.models import AuthSession, Factor, User
from accounts.services import sessions
from numoraq.rls.identity import as_login_role

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(user: User) -> Factor:
    """Give a person an authenticator app with a secret the tests know, once."""
    with as_login_role():
        found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        kept = found or TOTP.activate(user, SECRET).instance
        factor: Factor = Factor.objects.get(authenticator_id=kept.pk)
    return factor


def prove(client: Client, user: User) -> None:
    """Raise the session of a browser, as if the person had just typed the code of their app."""
    factor = give_app(user)
    with as_login_role():
        row = AuthSession.objects.filter(pk=client.session[sessions.KEY])
        row.update(factor_id=factor.uuid)


def give_codes(user: User) -> None:
    """Give a person recovery codes."""
    with as_login_role():
        RecoveryCodes.activate(user)


def freshen(client: Client, user: User) -> Client:
    """Have a browser's person as if they had just typed their password once more."""
    request = HttpRequest()
    request.session, request.user = client.session, user
    allauth_compat.note_method(request, user=user, method="password", reauthenticated=True)
    request.session.save()
    return client


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """Return what the app shows now, or some half minutes from now."""
    (now,) = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, now + steps)))
