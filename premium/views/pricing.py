"""Pages of the plans."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from numoraq.lib.money import Money
from premium.selectors import payments
from premium.selectors import plans as selectors


@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    """Show what is free for everybody, what premium adds, and what it will cost."""
    plans = selectors.plans()
    best = next((plan for plan in plans if plan.is_best), None)
    context = {"plans": plans, "best": best, "free": Money(Decimal(0), "USD"), **payments.selling()}
    return render(request, "premium/pricing.html", context)
