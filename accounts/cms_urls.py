"""What the CMS's host needs of ours: its staff prove a second factor there."""

from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse_lazy
from django.views.generic import RedirectView

from accounts import factor_urls
from accounts.models import User
from accounts.views import reauthentication
from accounts.views.guards import View, by_login_role, place

_DOORS = {"mfa_authenticate", "mfa_login_webauthn", "mfa_send_code", "mfa_code", "mfa_lost"}


def _for_staff(view: View) -> View:
    """Send whoever is no staff to the door, as every page of the CMS does."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and request.user.is_staff:
            return view(request, *args, **kwargs)
        return redirect_to_login(place(request))

    return guarded


def _at_2fa(page: URLPattern) -> URLPattern:
    is_door = page.name in _DOORS  # who stands there may not be signed in yet
    view = page.callback if is_door else _for_staff(page.callback)
    return path(f"2fa/{page.pattern}", view, name=page.name)


urlpatterns = [
    path(
        "2fa/",
        _for_staff(RedirectView.as_view(url=reverse_lazy("admin:index"))),
        name="mfa_index",
    ),
    *(_at_2fa(page) for page in factor_urls.urlpatterns),
    path(
        "reauthenticate/",
        _for_staff(by_login_role(allauth_views.reauthenticate)),
        name="account_reauthenticate",
    ),
    path(
        "reauthenticate/code/",
        _for_staff(by_login_role(reauthentication.CodeView.as_view())),
        name="reauthenticate-code",
    ),
]
