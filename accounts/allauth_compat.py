"""Everything taken from allauth's internal modules, in one place: its version is pinned for it."""

from typing import Any

from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.core import ratelimit
from allauth.core.internal import ratelimit as counting
from allauth.core.internal.httpkit import is_headless_request
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from numoraq.lib import limits

BY_MAIL = "reauthenticate_code"


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


def forget_pending_address(request: HttpRequest) -> None:
    """Stop waiting for the code that was sent to a new address."""
    process: Any = EmailVerificationProcess.resume(request)
    if process:
        process.abort()


def is_program(request: HttpRequest) -> bool:
    """Return whether a program asks allauth's API, and not a browser its pages."""
    return bool(is_headless_request(request))


def keep_only_hash(process: Any, token_hash: str) -> None:
    """Have a session hold the hash of a code in place of the code, which is in the mail.

    Not for programs: there allauth itself compares what was typed with what the session holds.
    """
    if not is_program(process.request):
        process.state["code"] = token_hash


def note_method(request: HttpRequest, *, user: User, method: str, **details: Any) -> None:
    """Note how somebody has just proven who they are, in the words of this session."""
    record_authentication(request, user, method, **details)


def ask_those_without_a_password() -> None:
    """Have people without password and factor proven by mail: stock lets them pass unasked."""
    stock = reauthentication.get_reauthentication_flows

    def flows(user: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = stock(user)
        if found or not user.is_authenticated or user.is_demo:
            return found
        return [{"id": BY_MAIL}]

    reauthentication.get_reauthentication_flows = flows


def factor_used(request: HttpRequest, *, user: User) -> int | None:
    """Return the authenticator (id) that this session's sign-in was completed with, if any."""
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    used = [record["id"] for record in records if record["method"] == "mfa" and "id" in record]
    return used[-1] if used else None


def count_sign_in_as_fresh(request: HttpRequest) -> None:
    """Have a sign-in by password or factor count as proof for some minutes: stock asks again."""
    records: list[dict[str, Any]] = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    if records and records[-1]["method"] in {"password", "mfa"}:
        fresh = [*records[:-1], {**records[-1], "reauthenticated": True}]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = fresh


def spend_code(*, user: User, code: str) -> None:
    """Mark a code of an authenticator app as used, before the app is stored."""
    TOTP(Authenticator(user=user))._mark_code_used(code)  # noqa: SLF001
