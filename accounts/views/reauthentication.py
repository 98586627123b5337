"""Proving oneself by a code from a mail, where there is neither a password nor a factor."""

from typing import Any, cast

from allauth.account.views import BaseReauthenticateView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import allauth_compat
from accounts.forms.one_time import ReauthenticationCodeForm
from accounts.models import User
from accounts.services import reauthentication


@method_decorator(never_cache, name="dispatch")
class CodeView(BaseReauthenticateView):  # type: ignore[misc]
    """Mails a code when asked to, and asks for it."""

    form_class = ReauthenticationCodeForm
    template_name = "account/reauthenticate_code.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or judge one."""
        if request.POST.get("action") != "send":
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        if not allauth_compat.may(request, "reauthentication_code"):
            return allauth_compat.too_many(request)
        user = cast("User", request.user)
        sent = reauthentication.send(user=user, at=timezone.now())
        request.session[reauthentication.KEY] = sent
        return HttpResponseRedirect(self.passthrough_next_url(request.path))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return what the form judges a code by."""
        expected = self.request.session.get(reauthentication.KEY, "")
        return {**super().get_form_kwargs(), "user": self.request.user, "expected": expected}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a code is on its way."""
        is_sent = reauthentication.KEY in self.request.session
        return {**super().get_context_data(**kwargs), "is_sent": is_sent}

    def form_valid(self, form: Any) -> HttpResponse:
        """Go back to what was asked for, which now opens for some minutes."""
        del self.request.session[reauthentication.KEY]
        user = cast("User", self.request.user)
        allauth_compat.note_method(
            self.request, user=user, method="code", email=user.email, reauthenticated=True
        )
        response: HttpResponse = super().form_valid(form)
        return response
