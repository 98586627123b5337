"""Second factors by programs: allauth's views under the rules of our pages."""

from collections.abc import Container
from typing import Any, ClassVar

from allauth.headless.mfa import inputs, views
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts import allauth_compat, allauth_factors
from accounts.forms import factors as forms
from accounts.forms import passkeys
from accounts.services import keyring, names


class CodeInput(forms.WrongOnesNoted, inputs.AuthenticateInput):  # type: ignore[misc]
    """The code that ends signing in."""


class ProvingCodeInput(forms.WrongOnesNoted, inputs.ReauthenticateInput):  # type: ignore[misc]
    """The code before something that matters."""


class NewAppInput(forms.ActivateTOTPForm, inputs.ActivateTOTPInput):  # type: ignore[misc]
    """The first code of an authenticator app."""


class NewPasskeyInput(passkeys.AddPasskeyForm, inputs.AddWebAuthnInput):  # type: ignore[misc]
    """A new passkey and its name."""


class SecondStepInput(passkeys.SecondStepForm, inputs.AuthenticateWebAuthnInput):  # type: ignore[misc]
    """A passkey after the password."""


class ProvingPasskeyInput(passkeys.ProveForm, inputs.ReauthenticateWebAuthnInput):  # type: ignore[misc]
    """A passkey before something that matters."""


class SignInInput(passkeys.SignInForm, inputs.LoginWebAuthnInput):  # type: ignore[misc]
    """A passkey in place of password and second step."""


class RenameInput(inputs.UpdateWebAuthnInput):  # type: ignore[misc]
    """What a passkey is called."""

    name = CharField(max_length=names.LENGTH)


class CodeView(views.AuthenticateView):  # type: ignore[misc]
    """Ends signing in by the code of an app, or a recovery code."""

    input_class = CodeInput


class ProvingCodeView(views.ReauthenticateView):  # type: ignore[misc]
    """Proves somebody once more by such a code."""

    input_class = ProvingCodeInput


class SecondStepView(views.AuthenticateWebAuthnView):  # type: ignore[misc]
    """Ends signing in by a passkey."""

    input_class: ClassVar = {"POST": SecondStepInput}


class ProvingPasskeyView(views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Proves somebody once more by a passkey."""

    input_class: ClassVar = {"POST": ProvingPasskeyInput}


class SignInView(views.LoginWebAuthnView):  # type: ignore[misc]
    """Signs somebody in by a passkey alone."""

    input_class: ClassVar = {"POST": SignInInput}


class _Fresh:
    """Asks for a fresh proof before anything is looked at. In front of a view of allauth's."""

    fresh_for: ClassVar[Container[str | None]] = ("GET", "POST", "DELETE")

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, unless the proof is too old: that is answered by `dispatch`."""
        if request.method in self.fresh_for:
            allauth_compat.demand_fresh(request)
        stock: Any = super()
        answer: HttpResponseBase = stock.handle(request, *args, **kwargs)
        return answer


class AppView(_Fresh, views.ManageTOTPView):  # type: ignore[misc]
    """Adds and removes an authenticator app."""

    input_class: ClassVar = {"POST": NewAppInput}
    fresh_for = ("POST", "DELETE")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the app, or the secret of one to come."""
        if self._get_authenticator() is None:
            allauth_compat.demand_fresh(request)
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove the app, if there is one."""
        if app := self._get_authenticator():
            _remove(request, app)
        return allauth_compat.told(request)


class PasskeysView(_Fresh, views.ManageWebAuthnView):  # type: ignore[misc]
    """Adds, renames and removes passkeys; each of them signs in by itself."""

    input_class: ClassVar = {
        "POST": NewPasskeyInput,
        "PUT": RenameInput,
        "DELETE": inputs.DeleteWebAuthnInput,
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return what a device is asked for a new passkey."""
        return allauth_compat.told(request, data=allauth_factors.offer_to_make(user=_who(request)))

    def put(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Rename a passkey."""
        passkey, name = self.input.cleaned_data["id"], self.input.cleaned_data["name"]
        user = _who(request)
        factor_id = keyring.kept_as(user=user, authenticator_id=passkey.pk)
        try:
            if factor_id is not None:
                keyring.rename(user=user, factor_id=factor_id, name=name)
        except keyring.NameTaken:
            told = _("Another factor of yours has this name.")
            self.input.add_error("name", ValidationError(told, code="name_taken"))
            refused: HttpResponse = self.handle_invalid_input(self.input)
            return refused
        answer: HttpResponse = views.response.AuthenticatorResponse(request, passkey)
        return answer

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove passkeys."""
        for passkey in self.input.cleaned_data["authenticators"]:
            _remove(request, passkey)
        return allauth_compat.told(request)


def _who(request: HttpRequest) -> Any:
    return request.user


def _remove(request: HttpRequest, authenticator: Authenticator) -> None:
    user = _who(request)
    factor_id = keyring.kept_as(user=user, authenticator_id=authenticator.pk)
    if factor_id is not None:
        keyring.remove(request=request, user=user, factor_id=factor_id)
