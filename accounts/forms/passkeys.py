"""Passkeys: what a browser answers when it is asked to make one or to use one."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import allauth_factors
from accounts.forms.factors import must_have_room
from accounts.services import names
from cms import access


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and its name. It is kept by the device already: its name does not stop it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)  # each one is
        limit = {"maxlength": str(names.LENGTH)}
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("If you have more than one. It can stay empty.")
        self.fields["name"].widget = forms.TextInput(attrs=limit)

    def clean_name(self) -> str:
        """Return a name that no other factor of the person has; nothing when none is given."""
        return names.free(user_id=self.user.pk, wanted=super().clean_name())

    def clean(self) -> dict[str, Any]:
        """Check what the browser made, and that one more factor fits."""
        must_have_room(self.user)
        try:
            cleaned: dict[str, Any] = super().clean()
        except (KeyError, TypeError, ValueError, ValidationError):
            raise ValidationError(_("That made no passkey. Try once more.")) from None
        return cleaned


class _Assertion:
    """Our words for a refusal, and no copy of a passkey passes."""

    def clean_credential(self) -> Authenticator:
        """Check what the browser signed and return whose passkey it was by."""
        sent = self.cleaned_data["credential"]  # type: ignore[attr-defined]
        refused = ValidationError(_("That passkey did not work. Try again, or another way."))
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except ValidationError as problem:
            raise (refused if problem.code == "incorrect_code" else problem) from None
        except (AttributeError, KeyError, TypeError, ValueError):  # nothing a browser sends
            raise refused from None
        finally:
            allauth_factors.forget_challenge(context.request)  # each has one try
        if allauth_factors.is_copy(authenticator=found, credential=sent):
            raise refused
        return found


class SecondStepForm(_Assertion, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class ProveForm(_Assertion, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something that matters."""


class SignInForm(_Assertion, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of password and second step.

    It counts as both (aal2): the device is what somebody has, and the finger, face or PIN it
    asks for, which the server demands and checks, is what they are or know.
    """

    def clean_credential(self) -> Authenticator:
        """Return the passkey; in the CMS, refuse whoever is not staff with a proven address."""
        found = super().clean_credential()
        if access.is_cms_request(context.request):
            if not found.user.is_staff:
                raise ValidationError(_("This account is not one of the staff."))
            if not EmailAddress.objects.is_verified(found.user.email):
                raise ValidationError(_("Confirm your e-mail address in the app first."))
        return found
