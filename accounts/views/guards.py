"""Conditions of pages: who may open them, and where those who may not are led."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account import app_settings as account_settings
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import allauth_compat
from accounts.models import User
from accounts.services import factors
from cms import access
from numoraq.rls.identity import as_login_role
from numoraq.ui import toasts

type View = Callable[..., HttpResponseBase]


def place(request: HttpRequest) -> str:
    """Return the page to come back to: this one, or for what was sent the one it came from."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    last = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(last, {request.get_host()}, request.is_secure())
    return last if is_ours else home(request)


def home(request: HttpRequest) -> str:
    """Return the first page of whom is signed in, on the host that was asked."""
    is_cms = access.is_cms_request(request)
    return resolve_url("admin:index" if is_cms else settings.LOGIN_REDIRECT_URL)


def signed_in(view: View) -> View:
    """Ask people to sign in first, and lead them back to a page that opens."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(place(request))

    return guarded


def not_for_demo(view: View) -> View:
    """Send demo accounts, which have no address and no password, where they get both."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and request.user.is_demo:
            return redirect("demo-keep")
        return view(request, *args, **kwargs)

    return guarded


def stepped_up(view: View) -> View:
    """Ask who has a second factor for it, unless the session was proven by it already."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and factors.must_step_up(request.user):
            return redirect_to_login(place(request), resolve_url("mfa_reauthenticate"))
        return view(request, *args, **kwargs)

    return guarded


def known_lately(view: View) -> View:
    """Have who can give neither password nor factor again sign in again, if it was long ago.

    People who came by an account elsewhere: allauth would take any session of theirs as fresh.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if not user.is_authenticated or user.is_demo or allauth_compat.can_prove_again(user):
            return view(request, *args, **kwargs)
        age = timezone.now() - user.auth_session.created_at
        if age.total_seconds() <= account_settings.REAUTHENTICATION_TIMEOUT:
            return view(request, *args, **kwargs)
        back = place(request)
        auth.logout(request)
        toasts.success(request, _("This matters: sign in once more, please."))
        return redirect_to_login(back)

    return guarded


def fresh(view: View) -> View:
    """Ask for the password or a factor once more, unless it was given some minutes ago."""
    return cast("View", reauthentication_required(view))


def by_login_role(view: View) -> View:
    """Run a page about factors as the login role: the person's own may not touch them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with as_login_role():
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    return guarded


def person_of_the_link(view: View) -> View:
    """Run a page whose link names the person, whoever is signed in, as the login role."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with as_login_role():
            return view(request, *args, **kwargs)

    return guarded
