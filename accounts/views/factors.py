"""A person's factors one by one: renamed, removed; and the codes for when all are lost."""

import base64
from typing import Any
from uuid import UUID

from allauth.mfa.recovery_codes import views as recovery
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.factors import NameForm
from accounts.middleware import PersonRequest
from accounts.models import Factor, User
from accounts.services import keyring
from accounts.services.keyring import NameTaken
from accounts.views.guards import freshly_proven
from numoraq.ui import toasts


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, factor_id: UUID) -> HttpResponse:
    """Show a factor and call it something else."""
    factor = _find(request.user, factor_id)
    form = NameForm(request.POST if request.method == "POST" else None, initial=_named(factor))
    if form.is_valid() and _rename(request, factor, form):
        return redirect("mfa_index")
    status = 422 if form.is_bound else 200
    return render(request, "mfa/factor.html", {"factor": factor, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PersonRequest, factor_id: UUID) -> HttpResponseBase:
    """Ask whether a factor is to go, and remove it. Of one that is not there nothing is asked."""
    return _remove(request, _find(request.user, factor_id))


@freshly_proven
def _remove(request: PersonRequest, factor: Factor) -> HttpResponse:
    if request.method == "POST":
        keyring.remove(request=request, user=request.user, factor_id=factor.uuid)
        toasts.success(request, _("%(name)s is removed.") % {"name": factor})
        return redirect("mfa_index")
    return render(request, "mfa/remove_factor.html", {"factor": factor})


class ShowCodes(recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes, once: the file to keep is part of this page and on no other."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the codes, if they are new, and the same as a file."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if context["can_view_codes"]:
            text = "".join(f"{code}\n" for code in context["unused_codes"])
            context["file"] = base64.b64encode(text.encode()).decode()
        return context


show_codes = ShowCodes.as_view()


def _find(user: User, factor_id: UUID) -> Factor:
    found = keyring.find(user=user, factor_id=factor_id)
    if found is None:
        raise Http404
    return found


def _named(factor: Factor) -> dict[str, str]:
    return {"name": str(factor)}


def _rename(request: PersonRequest, factor: Factor, form: NameForm) -> bool:
    try:
        keyring.rename(user=request.user, factor_id=factor.uuid, name=form.cleaned_data["name"])
    except NameTaken:
        form.add_error("name", _("Another factor of yours has this name."))
        return False
    toasts.success(request, _("Saved"))
    return True
