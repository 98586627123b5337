"""The first question after signing up, and the three ways to begin."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import guesses
from accounts.middleware import PersonRequest
from accounts.models import Profile
from accounts.services import demo as samples
from accounts.services import profiles
from finance.demo import personas, seeding
from finance.demo.personas import Persona
from finance.forms.welcome import WelcomeForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask for the currency, then lead to the sample data, an import or the first entry."""
    profile = cast("PersonRequest", request).profile
    if request.method != "POST":
        return _page(request, WelcomeForm(initial={"currency": _guess(request, profile)}))
    form = WelcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    currency = "" if form.skips else form.cleaned_data["currency"]
    profiles.finish_welcome(profile=profile, at=timezone.now(), currency=currency)
    persona = form.persona
    if persona and settings.DEMO_ENABLED and not profile.sample_persona:
        _fill(profile, persona)
    return redirect(_next(form))


def _fill(profile: Profile, persona: Persona) -> None:
    seeding.seed(user=profile.user, persona=persona, today=timezone.localdate())
    samples.mark_sample(profile=profile, persona=persona.key)


def _next(form: WelcomeForm) -> str:
    if form.cleaned_data["next"] == "entry":
        return f"{reverse('entry-add')}?category=assets"
    return reverse("imports" if form.cleaned_data["next"] == "import" else "dashboard")


def _guess(request: HttpRequest, profile: Profile) -> str:
    """Return the currency chosen before, or the one where the browser's language is from."""
    if profile.onboarded_at:
        return profile.default_currency
    return guesses.currency(request=request, on=timezone.localdate())


def _page(request: HttpRequest, form: WelcomeForm) -> HttpResponse:
    profile = cast("PersonRequest", request).profile
    offers_sample = settings.DEMO_ENABLED and not profile.sample_persona
    context = {"form": form, "personas": personas.ALL if offers_sample else ()}
    return render(request, "finance/welcome/page.html", context)
