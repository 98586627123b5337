"""The settings: profile, security, data."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from accounts import allauth_factors, palettes, selectors, selectors_sign_ins
from accounts.emails.factors import FEW_CODES
from accounts.forms.profile import ProfileForm
from accounts.leaving import closing
from accounts.middleware import PersonRequest
from accounts.models import Factor, User
from accounts.services import demo, factors, identities, profiles, sessions
from accounts.views import email_change
from accounts.views.guards import signed_in, stepped_up
from numoraq.ui import nav, toasts

LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365  # seconds


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """Show and save the profile. What is saved holds from the answer on."""
    sent = request.POST if request.method == "POST" else None
    colours = palettes.offers(user=request.user, at=timezone.now())
    form = ProfileForm(sent, profile=request.profile, on=timezone.localdate(), colours=colours)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/profile.html", {"form": form}, status=status)
    saved = profiles.update(profile=request.profile, **form.changes)
    with translation.override(saved.language):
        toasts.success(request, _("Saved"))
    return _in_language(redirect("settings-profile"), request, saved.language)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages: for this browser, and for the person who is signed in."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, User) and chosen in dict(settings.LANGUAGES):
        profiles.remember_choice(user=request.user, language=chosen)
    return set_language(request)


@signed_in
@require_safe
def security(request: PersonRequest) -> HttpResponse:
    """Show how one signs in."""
    own = factors.of(request.user)
    addresses = EmailAddress.objects.filter(user=request.user)
    context = {
        **email_change.waiting(request),
        "address": addresses.filter(primary=True).first(),
        "sessions": selectors.sessions(user=request.user, at=timezone.now()),
        "factors": [factor for factor in own if factor.type not in Factor.BY_CODE],
        "has_app": any(factor.type == Factor.Type.TOTP for factor in own),
        "few_codes": FEW_CODES,
        "codes_left": allauth_factors.codes_left(user=request.user),
        "codes": selectors.codes(user=request.user),
        "recent": selectors_sign_ins.page(user=request.user, size=selectors_sign_ins.RECENT),
        **identities.shown_to(request.user, request),
    }
    return render(request, "accounts/security.html", context)


@signed_in
@stepped_up
@require_POST
def end_session(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Sign one other browser out."""
    if str(session_id) == sessions.id_in(request):
        return redirect("account_logout")
    if not sessions.end(user=request.user, session_id=session_id):
        raise Http404
    toasts.success(request, _("That browser has been signed out"))
    return redirect("settings-security")


@signed_in
@stepped_up
@require_POST
def sign_out_others(request: PersonRequest) -> HttpResponse:
    """End every session but this one."""
    sessions.end_others(user=request.user, keep=sessions.id_in(request))
    toasts.success(request, _("Every other browser has been signed out"))
    return redirect("settings-security")


@signed_in
@require_safe
def data(request: PersonRequest) -> HttpResponse:
    """Show what can be taken along and what can be thrown away."""
    context = {"export_url": nav.find("export"), "grace_days": closing.grace().days}
    return render(request, "accounts/data.html", context)


@signed_in
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def clear_sample(request: PersonRequest) -> HttpResponse:
    """Ask whether the sample data is to go, and throw it away. Without any, nothing happens."""
    if request.method != "POST" and request.profile.sample_persona:
        return render(request, "accounts/clear.html")
    if request.method == "POST" and request.profile.sample_persona:
        demo.clear_sample(profile=request.profile)
        toasts.success(request, _("The sample data is gone. The account is yours to fill."))
    return redirect("settings-data")


def _in_language(
    response: HttpResponseRedirect, request: HttpRequest, language: str
) -> HttpResponse:
    """Return the answer; pages before the next sign-in are in the language, too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
