"""To a provider and back, and the accounts elsewhere that are linked."""

import logging
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.apple.views import apple_post_callback
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import allauth_compat, texts
from accounts.integrations import freshness, malformed
from accounts.middleware import PersonRequest
from accounts.models import Identity
from accounts.services import identities
from accounts.views.guards import (
    View,
    by_login_role,
    freshly_proven,
    not_for_demo,
    signed_in,
    stepped_up,
)
from numoraq.ui import toasts

logger = logging.getLogger(__name__)


def leaving(view: View) -> View:
    """Begin at a provider: counted, with nothing in the address but what we ask.

    Linking and proving are for who is signed in. The browser is sent on by a page of ours: the
    policy of our pages lets no form end elsewhere.
    """
    linking = signed_in(not_for_demo(stepped_up(freshly_proven(view))))
    ways = {identities.LOGIN: view, identities.CONNECT: linking, identities.AGAIN: signed_in(view)}

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def begun(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sent = request.POST if request.method == "POST" else request.GET
        process = sent.get("process", identities.LOGIN)
        if process not in ways:
            raise Http404
        if request.method == "POST":
            if not allauth_compat.may(request, "login"):
                return allauth_compat.too_many(request)
            request.GET = _asking(process)  # type: ignore[assignment]
        return sent_on(request, _settled(ways[process])(request, *args, **kwargs))

    return never_cache(by_login_role(begun))


def returning(view: View) -> View:
    """Come back from a provider, as the login role, which finds and stores whom it tells about."""
    return never_cache(by_login_role(_settled(view)))


def sent_on(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Have a page of ours send the browser to another site: no form of ours ends there."""
    url = response.headers.get("Location", "")
    if response.status_code != 302 or "://" not in url:
        return response
    return render(request, "socialaccount/leave.html", {"url": url})


@by_login_role
@require_safe
def error(request: HttpRequest) -> HttpResponse:
    """Say that signing in at a provider did not work."""
    return render(request, "socialaccount/authentication_error.html", status=401)


@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    """Say that nothing happened, as they wished."""
    return render(request, "socialaccount/login_cancelled.html")


@signed_in
@not_for_demo
@require_safe
def prove(request: PersonRequest) -> HttpResponse:
    """Ask somebody without a password to sign in at their provider once more."""
    next_url = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(next_url, {request.get_host()}, request.is_secure())
    ways = identities.ways_to_prove(request.user, request)
    context = {
        "ways": ways,
        "others": identities.ways_but_the_provider(request.user, request) if ways else [],
        "next": next_url if is_ours else "",
        "process": identities.AGAIN,
    }
    return render(request, "accounts/prove.html", context)


@csrf_exempt
def apple_form(request: HttpRequest) -> HttpResponseBase:
    """Keep what Apple's own page sends by a form, without our cookies, to be read at home.

    Raises SocialApp.DoesNotExist where Apple is not set up.
    """
    if not allauth_compat.may(request, "login"):
        return allauth_compat.too_many(request)
    get_adapter().get_app(request, "apple")
    response: HttpResponseBase = apple_post_callback(request)
    return response


@signed_in
@not_for_demo
@require_POST
def unlink(request: PersonRequest, identity_id: UUID) -> HttpResponseBase:
    """Unlink an account elsewhere, unless it is the last way in."""
    if not Identity.objects.filter(user=request.user, pk=identity_id).exists():
        raise Http404
    return _unlink(request, identity_id)


@stepped_up
@freshly_proven
def _unlink(request: PersonRequest, identity_id: UUID) -> HttpResponse:
    try:
        gone = identities.unlink(user=request.user, identity_id=identity_id, request=request)
    except identities.LastIdentity:
        toasts.error(request, str(texts.IDENTITY_ERRORS["disconnect_last"]))
        return redirect("settings-security")
    if gone is None:
        raise Http404
    name = identities.name_of(gone.provider, request)
    toasts.success(request, _("%(provider)s is no longer linked") % {"provider": name})
    return redirect("settings-security")


def _asking(process: str) -> QueryDict:
    """Return what allauth may read of the address: a visitor writes no parameters of a provider."""
    if process != identities.AGAIN:
        return QueryDict()
    asked = {"action": "reauthenticate", "auth_params": urlencode(freshness.ASK_AGAIN)}
    return QueryDict(urlencode(asked))


def _settled(view: View) -> View:
    @wraps(view)
    def settled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except malformed.ERRORS as problem:
            logger.warning("a provider's answer: %s: %s", type(problem).__name__, problem)
            return redirect("socialaccount_login_error")

    return settled
