"""Who asks for a page, in which currency and on which day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.middleware import PersonRequest
from accounts.models import User
from accounts.views import guards
from finance import days

type View = Callable[..., HttpResponseBase]


class HtmxRequest(PersonRequest):
    """A request of somebody signed in, after the htmx middleware."""

    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, with the currency of their pages and the day of their time zone."""

    user: User
    currency: str
    today: date


def of(request: PersonRequest) -> Person:
    """Return who asks."""
    return Person(request.user, request.profile.default_currency, days.today(request.user))


def signed_in(view: View) -> View:
    """Ask people to sign in first; a sheet that is loaded into a page takes the page there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        htmx = cast("HtmxRequest", request).htmx
        if htmx:
            after = htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)
            return HttpResponseClientRedirect(redirect_to_login(after).url)
        return redirect_to_login(guards.place(request))

    return guarded
