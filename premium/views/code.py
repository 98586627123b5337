"""Redeeming a code on the page of one's own premium."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.middleware import PersonRequest
from accounts.views.guards import not_for_demo, signed_in
from numoraq.ui import toasts
from premium import tries
from premium.errors import CodeMistyped, CodeRedeemed, CodeRefused
from premium.forms import CodeForm
from premium.models import Redemption
from premium.selectors import codes as selectors
from premium.services import codes
from premium.views import home


@signed_in
@not_for_demo
@sensitive_post_parameters("code")
@require_POST
def redeem(request: PersonRequest) -> HttpResponse:
    """Redeem a code, and say what was added and from when to when it runs."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return home.show(request, code_form=form, status=422)
    counted = tries.begin(request)
    if counted is None:
        form.add_error("code", _("Too many tries. Wait a while, then type it once more."))
        return home.show(request, code_form=form, status=429)
    redemption = _redeem(request, form, counted)
    if redemption is None:
        return home.show(request, code_form=form, status=422)
    toasts.success(request, selectors.told(redemption))
    return redirect("premium")


def _redeem(request: PersonRequest, form: CodeForm, counted: tries.Try) -> Redemption | None:
    typed, once = form.cleaned_data["code"], form.cleaned_data["once"]
    try:
        found = codes.redeem(user=request.user, typed=typed, once=once, at=timezone.now())
    except CodeRefused as refusal:
        tries.failed(request, user=request.user)
        form.add_error("code", selectors.why(refusal))
        return None
    except (CodeMistyped, CodeRedeemed) as refusal:
        counted.give_back()
        form.add_error("code", selectors.why(refusal))
        return None
    counted.give_back()
    return found
