"""Pages of signing in by an organisation."""

import logging
from typing import Any

from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.sessions import LoginSession
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from requests import ConnectionError as NotConnected
from requests import HTTPError, Timeout

from accounts import allauth_compat
from accounts.integrations import freshness, malformed
from accounts.models import SSOProvider
from accounts.services import identities
from accounts.sso import arrivals, forms, gate, oidc, saml, selectors
from accounts.views.guards import by_login_role, signed_in
from accounts.views.identities import sent_on

# The form of this page leads to whichever provider an address names.
_LEADS_AWAY: dict[str, Any] = {
    **settings.SECURE_CSP,
    "form-action": [
        CSP.SELF,
        "https:",
        *([] if settings.WEB_URL.startswith("https://") else ["http:"]),
    ],
}
_STASH = ("saml_acs_session", "saml-acs-session")
_STASHED_FOR = 120  # seconds

# No answer at all, or none but that something is wrong over there.
_UNREACHABLE = (NotConnected, Timeout, HTTPError)

logger = logging.getLogger(__name__)


@never_cache
@csp_override(_LEADS_AWAY)
@require_http_methods(["GET", "HEAD", "POST"])
@by_login_role
def find(request: HttpRequest) -> HttpResponseBase:
    """Ask for an address, and send its owner to their organisation."""
    form = forms.FindForm(request.POST or None)
    if request.method == "POST":
        if not allauth_compat.may(request, "sso"):
            return allauth_compat.too_many(request)
        if form.is_valid():
            provider = selectors.provider_of(form.cleaned_data["email"])
            if provider is not None:
                return _leave(request, provider)
            form.add_error("email", _("No organisation signs in addresses of this domain here."))
    shown = {"form": form, "next": _next(request)}
    return render(request, "accounts/sso.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_login_role
def saml_login(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Send somebody to an organisation that speaks SAML."""
    return _leave_counted(request, _found(organization_slug, SSOProvider.Kind.SAML))


@never_cache
@require_GET
@by_login_role
def saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Show what an organisation enters about us; before it is connected as well."""
    provider = SSOProvider.objects.filter(
        resource_id=organization_slug, kind=SSOProvider.Kind.SAML, is_disabled=False
    ).first()
    if provider is None:
        raise Http404
    return HttpResponse(saml.metadata(provider), content_type="application/samlmetadata+xml")


@csrf_exempt
@never_cache
@require_POST
@by_login_role
def saml_acs(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Take an answer from another site, where our cookies are not sent, and ask for it again."""
    provider = _found(organization_slug, SSOProvider.Kind.SAML)
    if not allauth_compat.may(request, "sso"):
        return allauth_compat.too_many(request)
    text = request.POST.get("SAMLResponse", "")
    if not 0 < len(text) <= saml.MAX_BYTES:
        return _refused(request, provider, "no answer, or one without end")
    try:
        request_id = arrivals.judge(provider=provider, text=text)
    except arrivals.Refused as refusal:
        return _refused(request, provider, str(refusal))
    if not allauth_compat.may(request, "saml_answer", key=request_id):
        return allauth_compat.too_many(request)
    response = redirect("saml_finish_acs", organization_slug=organization_slug)
    stash = LoginSession(request, *_STASH)
    stash.store["response"] = text
    stash.store.set_expiry(_STASHED_FOR)
    stash.save(response)
    return response


@never_cache
@require_GET
@by_login_role
def saml_finish_acs(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Sign in whom an answer names, in the browser that was sent for it."""
    gate.note_arrival(request)
    provider = _found(organization_slug, SSOProvider.Kind.SAML)
    stash = LoginSession(request, *_STASH)
    text = str(stash.store.get("response", ""))
    stash.delete()
    try:
        login = arrivals.answer(request=request, provider=provider, text=text, at=timezone.now())
        with transaction.atomic():  # the answer is used up, whatever comes of it
            response: HttpResponseBase = complete_social_login(request, login)
    except arrivals.Refused as refusal:
        return _refused(request, provider, str(refusal))
    except malformed.ERRORS as error:
        return _refused(request, provider, type(error).__name__)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_login_role
def oidc_login(request: HttpRequest, resource_id: str) -> HttpResponseBase:
    """Send somebody to an organisation that speaks OpenID Connect."""
    return _leave_counted(request, _found(resource_id, SSOProvider.Kind.OIDC))


@never_cache
@require_GET
@by_login_role
def oidc_callback(request: HttpRequest, resource_id: str) -> HttpResponseBase:
    """Sign in whom an organisation's ID token names."""
    gate.note_arrival(request)
    provider = _found(resource_id, SSOProvider.Kind.OIDC)
    view = OAuth2CallbackView.adapter_view(oidc.OrganisationAdapter(request, provider))
    try:
        with transaction.atomic():
            response: HttpResponseBase = view(request)
    except (*malformed.ERRORS, PermissionDenied) as error:
        return _failed(request, provider, error)
    return response


def judge(request: HttpRequest, login: SocialLogin) -> HttpResponse | None:
    """Return the page of somebody whom their organisation's word does not sign in, if it is so."""
    try:
        arrivals.arrive(request=request, login=login, at=timezone.now())
    except arrivals.Refused as refusal:
        return _refused(request, login.account.provider, str(refusal))
    return None


def refuse(request: HttpRequest, name: str, error: Exception | None) -> HttpResponse:
    """Return the page of somebody whose organisation's provider could not be understood."""
    return _failed(request, name, error) if error else _refused(request, name, "cancelled")


def _found(resource_id: str, kind: SSOProvider.Kind) -> SSOProvider:
    provider = selectors.provider(resource_id=resource_id, kind=kind)
    if provider is None:
        raise Http404
    return provider


def _leave_counted(request: HttpRequest, provider: SSOProvider) -> HttpResponseBase:
    if not allauth_compat.may(request, "sso"):
        return allauth_compat.too_many(request)
    if request.method != "POST":
        return _leave(request, provider)
    if request.POST.get("process") != identities.AGAIN:
        raise Http404
    return _leave_to_prove(request, provider)


@signed_in
def _leave_to_prove(request: HttpRequest, provider: SSOProvider) -> HttpResponseBase:
    return sent_on(request, _leave(request, provider, process=identities.AGAIN))


def _leave(
    request: HttpRequest, provider: SSOProvider, *, process: str = identities.LOGIN
) -> HttpResponseBase:
    next_url = _next(request)
    if provider.kind == SSOProvider.Kind.SAML:
        now = timezone.now()
        url = arrivals.begin(
            request=request, provider=provider, process=process, redirect_to=next_url, at=now
        )
        return HttpResponseRedirect(url)
    speaker = oidc.OrganisationAdapter(request, provider).get_provider()
    params = speaker.get_auth_params()
    if process == identities.AGAIN:
        params |= freshness.ASK_AGAIN
    try:
        answer: HttpResponseBase = speaker.redirect(
            request, process=process, next_url=next_url or None, auth_params=params
        )
    except malformed.ERRORS as error:
        return _failed(request, provider, error)
    return answer


def _next(request: HttpRequest) -> str:
    """Return the page of ours to go on with, or nothing: no other host's."""
    given: Any = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return str(given) if is_ours and given.startswith("/") and len(given) <= 2000 else ""


def _failed(request: HttpRequest, provider: object, error: Exception) -> HttpResponse:
    is_away = isinstance(error, _UNREACHABLE)
    return _refused(request, provider, type(error).__name__, is_away=is_away)


def _refused(
    request: HttpRequest, provider: object, reason: str, *, is_away: bool = False
) -> HttpResponse:
    logger.warning("sign-in by %s refused: %s", provider, reason)
    return render(request, "accounts/sso_refused.html", {"is_away": is_away}, status=403)
