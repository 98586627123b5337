"""Conditions some of allauth's pages get on top of their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.models import User
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


def person_of_the_link(view: View) -> View:
    """Run a page whose link names the person, whoever is signed in, as the login role."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with as_login_role():
            return view(request, *args, **kwargs)

    return guarded
