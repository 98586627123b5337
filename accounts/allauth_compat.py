"""Everything taken from allauth's internal modules, in one place: its version is pinned for it."""

from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.core import ratelimit
from allauth.core.internal import ratelimit as counting
from allauth.mfa.models import Authenticator
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


def factor_used(request: HttpRequest, *, user: User) -> int | None:
    """Return the authenticator (id) that this session's sign-in was completed with, if any."""
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    used = [record["id"] for record in records if record["method"] == "mfa" and "id" in record]
    return used[-1] if used else None


def last_proof(request: HttpRequest, *, user: User) -> dict[str, Any]:
    """Return by what somebody who is signing in was proven last: method, and what belongs to it."""
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    return records[-1] if records else {}


def count_sign_in_as_fresh(request: HttpRequest) -> None:
    """Have a sign-in by password or factor count as proof for some minutes: stock asks again."""
    records: list[dict[str, Any]] = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    if records and records[-1]["method"] in {"password", "mfa"}:
        fresh = [*records[:-1], {**records[-1], "reauthenticated": True}]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = fresh


def spend_code(*, user: User, code: str) -> None:
    """Mark a code of an authenticator app as used, before the app is stored."""
    TOTP(Authenticator(user=user))._mark_code_used(code)  # noqa: SLF001
