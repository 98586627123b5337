"""Everything taken from allauth's internal modules, in one place: its version is pinned for it."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.core import ratelimit
from allauth.core.internal import ratelimit as counting
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest, HttpResponse, QueryDict

from accounts.models import User
from numoraq.lib import limits
from numoraq.rls.identity import as_login_role


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


def count_sign_in_as_fresh(request: HttpRequest, user: User) -> None:
    """Have a sign-in count as proof for some minutes: stock asks again.

    That at a provider counts for those who have no password to be asked for.
    """
    counted = {"password", "mfa"} | (set() if user.has_usable_password() else {"socialaccount"})
    records: list[dict[str, Any]] = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    if records and records[-1]["method"] in counted:
        fresh = [*records[:-1], {**records[-1], "reauthenticated": True}]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = fresh


def note_fresh(request: HttpRequest, user: User, *, provider: str, uid: str) -> None:
    """Have a sign-in at a provider, by who is signed in here, count as proof for some minutes."""
    details = {"provider": provider, "uid": uid, "reauthenticated": True}
    record_authentication(request, user, "socialaccount", **details)


def resume(request: HttpRequest, url: str) -> HttpResponse | None:
    """Go on with what had to wait for a proof, or return None when nothing did."""
    request.GET = QueryDict(urlencode({"next": url}))
    response: HttpResponse | None = reauthentication.resume_request(request)
    return response


def ask_the_provider_again() -> None:
    """Have those without a password prove themselves at their provider: stock asks nothing."""
    stock = reauthentication.get_reauthentication_flows

    def flows(user: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = stock(user)
        if user.is_authenticated and not user.has_usable_password():
            with as_login_role():
                if SocialAccount.objects.filter(user=user).exists():
                    found.append({"id": "provider_reauthenticate"})
        return found

    reauthentication.get_reauthentication_flows = flows


def spend_code(*, user: User, code: str) -> None:
    """Mark a code of an authenticator app as used, before the app is stored."""
    TOTP(Authenticator(user=user))._mark_code_used(code)  # noqa: SLF001
