"""The first question after signing up, and the three ways to begin."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts import guesses
from accounts.models import Profile
from accounts.services import demo as samples
from accounts.services import profiles
from finance.demo import personas, seeding
from finance.demo.personas import Persona
from finance.forms.welcome import WelcomeForm
from finance.views import person
from finance.views.person import HtmxRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def welcome(request: HtmxRequest) -> HttpResponse:
    """Ask for the currency, then lead to the sample data, an import or the first entry."""
    profile = request.profile
    if request.method != "POST":
        return _page(request, WelcomeForm(initial={"currency": _guess(request, profile)}))
    form = WelcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    profiles.finish_welcome(
        profile=profile, at=timezone.now(), currency=form.cleaned_data["currency"]
    )
    persona = form.persona
    if persona and settings.DEMO_ENABLED and not profile.sample_persona:
        _fill(request, persona)
    return redirect(_next(form))


def _fill(request: HtmxRequest, persona: Persona) -> None:
    seeding.seed(user=request.user, persona=persona, today=person.of(request).today)
    samples.mark_sample(profile=request.profile, persona=persona.key)


def _next(form: WelcomeForm) -> str:
    if form.cleaned_data["next"] == "entry":
        query = urlencode({"category": "assets", "next": reverse("dashboard")})
        return f"{reverse('entry-add')}?{query}"
    return reverse("imports" if form.cleaned_data["next"] == "import" else "dashboard")


def _guess(request: HtmxRequest, profile: Profile) -> str:
    """Return the currency chosen before, or the one where the browser's language is from."""
    if profile.onboarded_at:
        return profile.default_currency
    return guesses.currency(request=request, on=person.of(request).today)


def _page(request: HtmxRequest, form: WelcomeForm) -> HttpResponse:
    profile = request.profile
    offers_sample = settings.DEMO_ENABLED and not profile.sample_persona
    context = {"form": form, "personas": personas.ALL if offers_sample else ()}
    return render(request, "finance/welcome/page.html", context)
