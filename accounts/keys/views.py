"""The page of personal access tokens."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.keys import services
from accounts.keys.forms import TokenForm
from accounts.keys.selectors import tokens
from accounts.keys.services import Made, MadeBefore, TooManyTokens
from accounts.middleware import PersonRequest
from accounts.views.guards import freshly_proven, not_for_demo, signed_in, stepped_up
from numoraq.ui import toasts


@signed_in
@not_for_demo
@stepped_up
@freshly_proven
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: PersonRequest) -> HttpResponse:
    """List one's tokens and make one; its secret is shown in this answer and never again."""
    at = timezone.now()
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = _make(request, form) if form.is_valid() else None
    context = {
        "form": TokenForm() if made else form,
        "made": made,
        "tokens": tokens(user=request.user, at=at),
        "most": services.MOST,
    }
    status = 422 if form.is_bound and made is None else 200
    return render(request, "accounts/tokens.html", context, status=status)


@signed_in
@require_POST
def end(request: PersonRequest, token_id: UUID) -> HttpResponse:
    """End one token."""
    if not services.end(user=request.user, token_id=token_id):
        raise Http404
    toasts.success(request, _("The token has been ended. Programs that use it are shut out."))
    return redirect("personal-tokens")


def _make(request: PersonRequest, form: TokenForm) -> Made | None:
    at = timezone.now()
    try:
        return services.make(
            user=request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(at=at),
            at=at,
            once=form.cleaned_data["once"],
        )
    except MadeBefore:
        form.add_error(None, _("This token was made already, and its secret was shown then."))
        return None
    except TooManyTokens:
        form.add_error(None, _("You have as many tokens as one may have. End one first."))
        return None
