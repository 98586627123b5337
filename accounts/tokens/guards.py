"""Conditions of allauth's addresses for programs: what its pages ask for, in JSON.

Cookies mean nothing here. Whoever the row security takes for asking, by a cookie that came along,
does not either: each rule says whose role the view runs in.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.base.response import (
    AuthenticationResponse,
    ForbiddenResponse,
    ReauthenticationResponse,
)
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts import allauth_compat
from accounts.models import User
from accounts.services import factors, sessions
from accounts.tokens import bodies
from numoraq.rls.identity import as_login_role, as_user

type View = Callable[[HttpRequest], HttpResponse]
type Rule = Callable[[View], View]


def anybody(view: View) -> View:
    """Run a view that finds out who asks, as the login role."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        with as_login_role():
            return view(request)

    return guarded


def oneself(view: View) -> View:
    """Run a view for who is signed in, as that person."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return anybody(AuthenticationResponse)(request)
        with as_user(request.user):
            return view(request)

    return guarded


def by_login_role(view: View) -> View:
    """Run a view for who is signed in, as the login role: the person's own may not touch it."""
    return oneself(anybody(view))


def stepped_up(view: View) -> View:
    """Ask who has a second factor for it, unless the session was proven by it already."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and factors.must_step_up(request.user):
            return anybody(ReauthenticationResponse)(request)
        return view(request)

    return guarded


def own_change(view: View) -> View:
    """Run a change of how one signs in, as the person.

    The old password proves them anew; who has none proves themselves otherwise first.
    """

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        has_none = user.is_authenticated and not user.has_usable_password()
        if has_none and not allauth_compat.is_fresh(request):
            return anybody(ReauthenticationResponse)(request)
        return view(request)

    return oneself(stepped_up(guarded))


def factor_change(view: View) -> View:
    """Run a change of factors, as the login role."""
    return by_login_role(stepped_up(view))


def under(rule: Rule, view: View) -> Any:
    """Return a view for programs under a rule. Whatever it answers is JSON."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            bodies.judge(request)
            return _as_json(_noted(rule(view))(request))
        except ValidationError as error:
            return allauth_compat.refused(request, error)
        except ImmediateHttpResponse as error:
            return _as_json(error.response)

    return allauth_compat.for_programs(guarded)


@csrf_exempt  # there is nothing to protect, and the refusal would be about a form
def nothing_here(request: HttpRequest, **_: Any) -> JsonResponse:
    """Answer an address there is not."""
    return JsonResponse({"status": HTTPStatus.NOT_FOUND}, status=HTTPStatus.NOT_FOUND)


def _noted(view: View) -> View:
    """Note that a session is used; refuse accounts nobody can come back to, or is to change.

    Those are demos, and what waits to be deleted: that is kept or let go on a page.
    """

    def guarded(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and (user.is_demo or user.is_closed):
            return anybody(ForbiddenResponse)(request)
        if isinstance(user, User):
            sessions.note_use(request=request, user=user, at=timezone.now())
        return view(request)

    return guarded


def _as_json(response: HttpResponse) -> HttpResponse:
    """Return an answer; one without a body, as for a method there is not, gets its status."""
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    told = JsonResponse({"status": response.status_code}, status=response.status_code)
    if "Allow" in response.headers:
        told.headers["Allow"] = response.headers["Allow"]
    return told
