"""Today: what one has, where it came from, what is next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from finance.dashboard import spans
from finance.views import person, rendered
from finance.views.person import HtmxRequest, signed_in


@require_safe
@signed_in
def dashboard(request: HtmxRequest) -> HttpResponse:
    """Show the whole page, or the face alone when only its range changes."""
    span = spans.find(request.GET.get("r", ""))
    today = person.of(request).today
    parts = rendered.parts(profile=request.profile, today=today, span=span)
    if _wants_face(request):
        response = HttpResponse(parts.face)
    else:
        context = {"face": parts.face, "modules": parts.modules}
        response = render(request, "finance/dashboard/page.html", context)
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _wants_face(request: HtmxRequest) -> bool:
    """Return whether htmx asks for a range. On the way back it asks for the whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.history_restore_request and htmx.target == "net-worth"
