"""Today: what one has, where it came from, what is next."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from accounts.middleware import PersonRequest
from finance.dashboard import spans
from finance.views import rendered


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the whole page, or the face alone when only its range changes."""
    profile = cast("PersonRequest", request).profile
    span = spans.find(request.GET.get("r", ""))
    parts = rendered.parts(profile=profile, today=timezone.localdate(), span=span)
    if _wants_face(request):
        response = HttpResponse(parts.face)
    else:
        context = {"face": parts.face, "modules": parts.modules}
        response = render(request, "finance/dashboard/page.html", context)
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _wants_face(request: HttpRequest) -> bool:
    """Return whether htmx asks for a range. On the way back it asks for the whole page."""
    htmx = cast("HtmxDetails", request.htmx)  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request and htmx.target == "net-worth"
