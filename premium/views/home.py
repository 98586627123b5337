"""The page of one's own premium."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.middleware import PersonRequest
from accounts.views.guards import signed_in
from premium.selectors import features, payments, status


@signed_in
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Show what one has, where it came from and what changes when it ends."""
    granted, at = status.grants(request.user), timezone.now()
    context = {
        "standing": status.standing(granted, at=at),
        "grants": granted[: status.LISTED],
        "features": features.rows(),
        **payments.buying(request.user),
    }
    return render(request, "premium/home.html", context)
