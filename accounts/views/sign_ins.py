"""The page of every sign-in that is kept."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import selectors_sign_ins
from accounts.middleware import PersonRequest
from accounts.views.guards import signed_in


@signed_in
@require_safe
def sign_ins(request: PersonRequest) -> HttpResponse:
    """Show one's own sign-ins, fifty at a time; nonsense in the address is the first page."""
    after = _row(request.GET.get("after", ""))
    page = selectors_sign_ins.page(user=request.user, after=after)
    return render(request, "accounts/sign_ins.html", {"page": page, "is_first": after is None})


def _row(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
