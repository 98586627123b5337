"""Passkeys: what a browser answers when it is asked to make one or to use one."""

import json
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import allauth_factors
from accounts.services import names, room
from cms import access

MOST_OF_A_PASSKEY: Final = 32_000  # characters of JSON; with a long attestation it has 8,000


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
        room.make(user=self.user, at=timezone.now())
        try:
            cleaned: dict[str, Any] = super().clean()
            must_be_storable(cleaned.get("credential"))
        except (*allauth_factors.UNREADABLE, ValidationError):
            told = _("That made no passkey. Try once more.")
            raise ValidationError(told, code="incorrect_code") from None
        return cleaned


class Assertion:
    """Our words for a refusal, and no copy of a passkey passes."""

    def clean_credential(self) -> Authenticator:
        """Check what the browser signed and return whose passkey it was by."""
        sent = self.cleaned_data["credential"]  # type: ignore[attr-defined]
        told = _("That passkey did not work. Try again, or another way.")
        refused = ValidationError(told, code="incorrect_code")
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except ValidationError as problem:
            raise (refused if problem.code == "incorrect_code" else problem) from None
        except allauth_factors.UNREADABLE:  # nothing a browser sends
            raise refused from None
        finally:
            allauth_factors.forget_challenge(context.request)  # each has one try
        if allauth_factors.is_copy(authenticator=found, credential=sent):
            raise refused
        return found


class SecondStepForm(Assertion, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class ProveForm(Assertion, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something that matters."""


class SignInForm(Assertion, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
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


def must_be_storable(credential: Any) -> None:
    """Refuse what the database takes into no JSON, or not so much of. Raises ValueError."""
    text = json.dumps(credential, ensure_ascii=False, allow_nan=False)
    text.encode()  # half a character is none
    if "\\u0000" in text or len(text) > MOST_OF_A_PASSKEY:
        raise ValueError(credential)
