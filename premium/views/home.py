"""The page of one's own premium."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.middleware import PersonRequest
from accounts.views.guards import signed_in
from premium.forms import CodeForm
from premium.selectors import codes, features, payments
from premium.selectors import status as standings


@signed_in
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Show what one has, where it came from and what changes when it ends."""
    return show(request)


def show(
    request: PersonRequest, *, code_form: CodeForm | None = None, status: int = 200
) -> HttpResponse:
    """Return the page, with a code that was typed and what is wrong with it."""
    granted, now = standings.grants(request.user), timezone.now()
    context = {
        "standing": standings.standing(granted, at=now),
        "grants": granted[: standings.LISTED],
        "features": features.rows(),
        "code_form": code_form or CodeForm(),
        **codes.codes_context(request.user),
        **payments.buying(request.user),
    }
    return render(request, "premium/home.html", context, status=status)
