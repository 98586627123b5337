"""The first page: what this is, shown with figures that are really computed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finance.views import sample
from premium.selectors import plans as premium


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is to those who are not signed in; the others are at home on Today."""
    if request.user.is_authenticated:
        return redirect("dashboard")
    context = {
        "sample": sample.landing(today=timezone.now().date()),
        "plans": premium.plans(),
        "has_demo": settings.DEMO_ENABLED,
    }
    return render(request, "finance/landing/page.html", context)
