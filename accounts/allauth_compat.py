"""Everything taken from allauth's internal modules, in one place: its version is pinned for it."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    resume_request,
)
from allauth.account.stages import LoginStage, LoginStageController
from allauth.core import ratelimit
from allauth.core.internal import ratelimit as counting
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from numoraq.lib import limits


def count_where_all_limits_are() -> None:
    """Have allauth count in the cache of limits, which is never away."""
    counting.cache = limits.cache


def may(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one use against ACCOUNT_RATE_LIMITS; return whether it is still within the limit."""
    return bool(ratelimit.consume(request, action=action, key=key))


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the answer to somebody who is over a limit."""
    response: HttpResponse = ratelimit.respond_429(request)
    return response


def send_code(request: HttpRequest, *, user: User, email: str) -> None:
    """Send a code to an address a signed-in person wants to have; the code page comes next.

    Raises ImmediateHttpResponse, answered by allauth's middleware, when it is asked too often.
    """
    EmailVerificationProcess.initiate(request=request, user=user, email=email)


def pending_address(request: HttpRequest) -> str:
    """Return the address a code was sent to and not yet entered for, or nothing."""
    process: Any = EmailVerificationProcess.resume(request)
    return str(process.email) if process else ""


def factor_used(request: HttpRequest, *, user: User) -> dict[str, Any] | None:
    """Return the record of the factor this session's sign-in was completed with, if any.

    It has the `id` of one of allauth's authenticators, or the `factor` (uuid) of one of ours.
    """
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    used = [record for record in records if record["method"] == "mfa"]
    return used[-1] if used else None


at_the_second_step = login_stage_required(
    stage=AuthenticateStage.key, redirect_urlname="account_login"
)


def second_step(request: HttpRequest) -> LoginStage | None:
    """Return the second step of signing in, if it is what this browser is at."""
    if request.user.is_authenticated:
        return None
    return LoginStageController.enter(request, AuthenticateStage.key)


def record_code(request: HttpRequest, *, user: User, kind: str, factor: str) -> None:
    """Note that somebody gave the code that was sent to a factor (uuid) of a kind."""
    again = {"reauthenticated": True} if request.user.is_authenticated else {}
    record_authentication(request, user, "mfa", type=kind, factor=factor, **again)


def resumed(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to what somebody wanted when they were asked to prove themselves."""
    response: HttpResponse | None = resume_request(request)
    return response


def fresh[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Ask for password or factor before a page, unless one was given within the last minutes."""
    guarded: Callable[P, HttpResponse] = reauthentication_required(view)
    return guarded


def is_fresh(request: HttpRequest) -> bool:
    """Return whether password or factor were given within the last minutes."""
    return bool(did_recently_reauthenticate(request))


def count_sign_in_as_fresh(request: HttpRequest) -> None:
    """Have a sign-in by password or factor count as proof for some minutes: stock asks again."""
    records: list[dict[str, Any]] = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    if records and records[-1]["method"] in {"password", "mfa"}:
        fresh = [*records[:-1], {**records[-1], "reauthenticated": True}]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = fresh


def spend_code(*, user: User, code: str) -> None:
    """Mark a code of an authenticator app as used, before the app is stored."""
    TOTP(Authenticator(user=user))._mark_code_used(code)  # noqa: SLF001
