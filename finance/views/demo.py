"""Try it: a throw-away account that already has five years of somebody's figures."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.services import demo as visitors
from finance import days
from finance.demo import personas, seeding
from finance.demo.personas import Persona
from finance.views import sample
from numoraq.rls.identity import as_user
from numoraq.ui import toasts


@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Show the personas; a POST names one, makes an account of theirs and opens it."""
    if not settings.DEMO_ENABLED:
        raise Http404
    if request.method != "POST":
        return _page(request)
    if request.user.is_authenticated and not request.user.is_demo:
        toasts.error(request, _("You are signed in. Sign out to look around as somebody else."))
        return redirect("dashboard")
    return _open(request, _persona(request))


def _page(request: HttpRequest) -> HttpResponse:
    previews = sample.previews(today=timezone.now().date())
    shown = [(persona, previews[persona.key]) for persona in personas.ALL]
    return render(request, "finance/demo/page.html", {"shown": shown})


def _persona(request: HttpRequest) -> Persona:
    try:
        return personas.find(key=request.POST.get("persona", ""))
    except personas.UnknownPersona as error:
        raise Http404 from error


def _open(request: HttpRequest, persona: Persona) -> HttpResponse:
    try:
        user = visitors.create_visitor(
            request=request,
            persona=persona.key,
            at=timezone.now(),
            currency=persona.currency,
            timezone=request.POST.get("timezone", ""),
        )
    except visitors.TooManyVisitors:
        return render(request, "finance/demo/busy.html", status=429)
    with as_user(user):
        seeding.seed(user=user, persona=persona, today=days.today(user))
    return redirect("dashboard")
