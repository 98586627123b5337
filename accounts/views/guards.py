"""Conditions some of allauth's pages get on top of their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from accounts.models import User
from accounts.services import factors
from numoraq.rls.identity import as_login_role

type View = Callable[..., HttpResponseBase]


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
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
            query = urlencode({"next": back or resolve_url("settings-security")})
            return redirect(f"{resolve_url('mfa_reauthenticate')}?{query}")
        return view(request, *args, **kwargs)

    return guarded


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
