"""Pages for who has lost every second factor."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import allauth_compat
from accounts.middleware import PersonRequest
from accounts.services import factors, resets
from accounts.views.guards import signed_in
from numoraq.ui import toasts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Tell who has just given the password what is left, and let them ask staff."""
    stage = allauth_compat.second_step(request)
    if stage is None:
        return redirect("account_login")
    user = stage.login.user
    if request.method == "POST" and resets.open_of(user) is None:
        if not allauth_compat.may(request, "factor_reset", key=str(user.pk)):
            return allauth_compat.too_many(request)
        resets.ask(user=user, at=timezone.now())
    context = {"reset": resets.open_of(user), "has_codes": factors.has_recovery_codes(user)}
    return render(request, "mfa/lost.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """Let the link of a mail take a request back, by a button: programs open links, too."""
    reset = resets.by_token(token)
    if reset is None:
        raise Http404
    is_cancelled = reset.is_open and request.method == "POST"
    if is_cancelled:
        resets.cancel(user=reset.user, at=timezone.now())
    context = {"reset": reset, "is_cancelled": is_cancelled}
    return render(request, "mfa/take_back.html", context)


@signed_in
@require_POST
def take_back_own(request: PersonRequest) -> HttpResponse:
    """Take back what one asked for, from the security page."""
    if resets.cancel(user=request.user, at=timezone.now()):
        toasts.success(request, _("Taken back: your second factor stays"))
    return redirect("mfa_index")
