"""Today: what one has, where it came from, what is next."""

from django.db import transaction
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from finance.dashboard import spans
from finance.views import person, rendered
from finance.views.person import HtmxRequest, signed_in


@require_safe
@transaction.non_atomic_requests  # a kept page takes one statement; others open their own
@signed_in
def dashboard(request: HtmxRequest) -> HttpResponse:
    """Show the whole page, or the face alone when only its range changes."""
    draw = rendered.face if _wants_face(request) else rendered.page
    span = spans.find(request.GET.get("r", ""))
    response = HttpResponse(draw(request, today=person.of(request).today, span=span))
    patch_vary_headers(response, ["HX-Request"])
    return response


def _wants_face(request: HtmxRequest) -> bool:
    """Return whether htmx asks for a range. On the way back it asks for the whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.history_restore_request and htmx.target == "net-worth"
