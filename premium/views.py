"""Pages of the plans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from premium import selectors


@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    """Show what is free for everybody, what premium adds, and what it will cost."""
    return render(request, "premium/pricing.html", {"plans": selectors.plans()})
