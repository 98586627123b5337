"""Passkeys: made, signed in by, proven again. The rest is allauth's."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from accounts import allauth_factors
from accounts.views.guards import home
from cms import access


class AddPasskey(webauthn.AddWebAuthnView):  # type: ignore[misc]
    """Have the browser make a passkey, and keep its public half."""

    template_name = "mfa/passkeys/add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the browser is asked for, and the form that was sent if one was."""
        context = {**super().get_context_data(), **kwargs}
        return {**context, "js_data": allauth_factors.offer_to_make(user=self.request.user)}


class SignInByPasskey(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """Sign in by a passkey alone: it proves two factors, see the form."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Sign its owner in, and lead them where they wanted to go on this host."""
        request = self.request
        next_url = get_next_redirect_url(request)
        if next_url is None and access.is_cms_request(request):
            next_url = home(request)
        found = form.cleaned_data["credential"]
        return allauth_factors.sign_in_by(request, authenticator=found, redirect_url=next_url)


class ProveByPasskey(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Prove oneself again by a passkey; scripts of other pages fetch the challenge here."""

    template_name = "mfa/passkeys/prove.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or answer a script with what the browser is asked."""
        if get_adapter().is_ajax(request):
            return JsonResponse(allauth_factors.offer_to_use(user=self.request.user))
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Form) -> HttpResponse:
        """Say what was wrong, on the page one can try again on."""
        for message in form.errors.get("credential", []):
            get_adapter().add_message(self.request, messages.ERROR, message=message)
        return HttpResponseRedirect(self.request.get_full_path())


add = AddPasskey.as_view()
sign_in = SignInByPasskey.as_view()
prove = ProveByPasskey.as_view()
