"""Everything taken from allauth's internal modules, in one place: its version is pinned for it."""

from collections.abc import Callable
from functools import reduce
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows import login, reauthentication
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
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.core import ratelimit
from allauth.core.internal import ratelimit as counting
from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.base.response import BaseAuthenticationResponse
from allauth.headless.internal import decorators, sessionkit
from allauth.headless.internal.restkit.response import APIResponse, ErrorResponse
from allauth.headless.spec.internal.schema import get_schema
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict

from accounts.integrations import freshness
from accounts.models import User
from numoraq.lib import limits
from numoraq.rls.identity import as_login_role

BY_MAIL = "reauthenticate_code"

type Flows = list[dict[str, Any]]


def keep_our_limits() -> None:
    """Have allauth count in the cache of limits, which is never away.

    And have who gives the right password while a code is on its way told so: stock speaks of
    wrong tries. Our ValidationError (code_just_sent) comes before the one that it raises.
    """
    counting.cache = limits.cache
    stock = login.is_login_rate_limited

    def is_limited(request: HttpRequest, pending: Login) -> bool:
        if stock(request, pending):
            raise get_adapter(request).validation_error("code_just_sent")
        return False

    login.is_login_rate_limited = is_limited


def may(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one use against ACCOUNT_RATE_LIMITS; return whether it is still within the limit."""
    return bool(ratelimit.consume(request, action=action, key=key))


def reserve(request: HttpRequest, action: str) -> Callable[[], None] | None:
    """Count one use as `may` does; return what gives it back, None when it is beyond the limit."""
    usage = counting.consume(request, app="allauth.account", action=action)
    return None if usage is None else usage.rollback


def may_still(request: HttpRequest, action: str) -> bool:
    """Return whether a use would be within the limit, without counting one."""
    return bool(ratelimit.consume(request, action=action, dry_run=True))


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


def proofs(request: HttpRequest, *, user: User) -> list[dict[str, Any]]:
    """Return by what somebody has proven themselves in this browser, the first proof first.

    Each has a `method`, `at` (seconds since 1970) and, for a second factor, its `type` and `id`.
    """
    return list(get_authentication_records(request, user))


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


def ask_for_our_proofs() -> None:
    """Have those without a password asked, too: stock lets them pass. The one seam for it."""
    stock = reauthentication.get_reauthentication_flows

    def flows(user: Any) -> Flows:
        found: Flows = stock(user)
        if not user.is_authenticated:
            return found
        ours = (ask_those_without_a_password, ask_the_provider_again)
        return reduce(lambda offered, ask: ask(user, offered), ours, found)

    reauthentication.get_reauthentication_flows = flows


def have_programs_offered(more: Callable[[HttpRequest, Any, Flows], Flows]) -> None:
    """Have what programs are offered passed on to `more`, which knows of more than allauth."""
    stock = BaseAuthenticationResponse._get_flows  # noqa: SLF001

    def flows(self: Any, request: HttpRequest, user: Any) -> Flows:
        return more(request, user, stock(self, request, user))

    BaseAuthenticationResponse._get_flows = flows  # noqa: SLF001


def ways_to_prove(user: User) -> Flows:
    """Return the flows in which somebody who is signed in may prove themselves again."""
    found: Flows = reauthentication.get_reauthentication_flows(user)
    return found


def ask_those_without_a_password(user: User, offered: Flows) -> Flows:
    """Return what is offered; to people without password and factor, a proof by mail."""
    return offered or ([] if user.is_demo else [{"id": BY_MAIL}])


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


def record_code(
    request: HttpRequest, *, user: User, kind: str, factor: str, is_new: bool = False
) -> None:
    """Note that somebody gave the code that was sent to a factor (uuid) of a kind.

    Of a new one the code has proven the factor, and not the person a second time.
    """
    is_again = request.user.is_authenticated and not is_new
    again = {"reauthenticated": True} if is_again else {}
    new = {"is_new": True} if is_new else {}
    record_authentication(request, user, "mfa", type=kind, factor=factor, **again, **new)


def resumed(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to what somebody wanted when they were asked to prove themselves."""
    response: HttpResponse | None = resume_request(request)
    return response


def is_fresh(request: HttpRequest) -> bool:
    """Return whether somebody has proven themselves, in whatever way, within the last minutes."""
    return bool(did_recently_reauthenticate(request))


def demand_fresh(request: HttpRequest) -> None:
    """Have who has not proven themselves lately do so: pages lead there, programs are told 401.

    Raises allauth's ReauthenticationRequired.
    """
    reauthentication.raise_if_reauthentication_required(request, app="allauth.mfa")


def last_proof(request: HttpRequest, *, user: User) -> dict[str, Any]:
    """Return by what somebody who is signing in was proven last: method, and what belongs to it."""
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    return records[-1] if records else {}


def count_sign_in_as_fresh(request: HttpRequest, user: User) -> None:
    """Have a sign-in count as proof for some minutes: stock asks again.

    That at a provider counts for those who have no password to be asked for, and where the
    provider shows that it has asked them.
    """
    counted = {"password", "mfa"}
    if not user.has_usable_password() and freshness.is_arrival(request):
        counted.add("socialaccount")
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
    return resumed(request)


def ask_the_provider_again(user: User, offered: Flows) -> Flows:
    """Return what is offered; to those without a password, their provider as well."""
    if user.has_usable_password():
        return offered
    with as_login_role():
        has_one = SocialAccount.objects.filter(user=user).exists()
    return [*offered, {"id": "provider_reauthenticate"}] if has_one else offered


def for_programs(view: Any) -> Any:
    """Return a view whose session is the one of the header X-Session-Token, without cookies."""
    return decorators.app_view(view)


def session_by_key(key: str) -> SessionBase | None:
    """Return Django's session of a key, None when there is none. One query."""
    found: SessionBase | None = sessionkit.lookup_session(key)
    return found


def document() -> dict[str, Any]:
    """Return allauth's OpenAPI document of its addresses for programs. Takes about a second."""
    found: dict[str, Any] = get_schema()
    return found


def told(request: HttpRequest, *, data: dict[str, Any] | None = None) -> HttpResponse:
    """Return an answer in the form of allauth's own to programs."""
    answer: HttpResponse = APIResponse(request, data=data)
    return answer


def refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Return a refusal, with its code, in the form of allauth's own to programs."""
    answer: HttpResponse = ErrorResponse(request, exception=error)
    return answer
