"""A change of address: the old mailbox agrees, or a second factor does; or it is dropped."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import allauth_compat
from accounts.middleware import PersonRequest
from accounts.models import EmailChange, User
from accounts.services import email_changes, factors
from accounts.views.guards import not_for_demo, signed_in, stepped_up
from numoraq.rls.identity import as_login_role
from numoraq.ui import toasts

SPENT = "account/email_change_spent.html"
DONE = "account/email_change_done.html"


class ChangeView(EmailView):  # type: ignore[misc]
    """allauth's page that asks for the new address, with what a change waits for."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the change that is open, if there is one."""
        return {**super().get_context_data(**kwargs), **waiting(self.request)}


def waiting(request: HttpRequest) -> dict[str, Any]:
    """Return what the note about an open change shows."""
    user = cast("User", request.user)
    return {
        "pending": allauth_compat.pending_address(request),
        "change": email_changes.of(user=user, at=timezone.now()),
        "factors": factors.of(user),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, key: str) -> HttpResponse:
    """Ask whoever reads the old mailbox; only what they press changes anything."""
    if request.method == "POST":
        if not allauth_compat.may(request, "email_change"):
            return allauth_compat.too_many(request)
        return _agreed(request, key) if "agree" in request.POST else _refused(request, key)
    change = email_changes.asked_by(key=key, at=timezone.now())
    if change is None:
        return render(request, SPENT, status=410)
    context = {"new_address": change.new_address, "old_address": change.user.email}
    return render(request, "account/email_change_agree.html", context)


@signed_in
@require_POST
def cancel(request: PersonRequest) -> HttpResponse:
    """Drop a change that waits for one of its mailboxes."""
    allauth_compat.forget_pending_address(request)
    if email_changes.cancel(user=request.user):
        toasts.success(request, _("The address stays what it was"))
    return redirect("settings-security")


@signed_in
@not_for_demo
@stepped_up
@reauthentication_required  # type: ignore[untyped-decorator]
@require_POST
def agree_by_factor(request: PersonRequest) -> HttpResponse:
    """Have the second factor of this session agree in place of a mailbox that is lost."""
    if not request.user.is_verified():
        return redirect("account_email")
    change = email_changes.agree_by_factor(user=request.user, at=timezone.now())
    if change is not None:
        _switch(request, change)
    return redirect("settings-security")


def _agreed(request: HttpRequest, key: str) -> HttpResponse:
    change, whole = email_changes.agree_by_link(key=key, at=timezone.now())
    if change is None:
        return render(request, SPENT, status=410)
    is_done = whole is not None and _switch(request, whole)
    is_taken = whole is not None and not is_done
    context = {"new_address": change.new_address, "is_done": is_done, "is_taken": is_taken}
    return render(request, DONE, context)


def _refused(request: HttpRequest, key: str) -> HttpResponse:
    if email_changes.refuse_by_link(key=key, at=timezone.now()) is None:
        return render(request, SPENT, status=410)
    return render(request, "account/email_change_refused.html")


def _switch(request: HttpRequest, change: EmailChange) -> bool:
    with as_login_role():
        address = EmailAddress(user=change.user, email=change.new_address)
        is_switched: bool = get_adapter(request).make_address_theirs(request, address)
    if not is_switched:
        email_changes.cancel(user=change.user)
    return is_switched
