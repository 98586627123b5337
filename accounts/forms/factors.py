"""The codes of second factors."""

from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import allauth_factors
from accounts.forms import widgets
from accounts.models import AmrClaim, SignIn
from accounts.services import names, room, sign_ins


class WrongOnesNoted(base.BaseAuthenticateForm):  # type: ignore[misc]
    """A form for a code, of which those that are wrong are among the person's sign-ins."""

    def clean_code(self) -> str:
        """Check the code; a wrong one is noted among the person's sign-ins."""
        try:
            code: str = super().clean_code()
        except ValidationError:
            is_spare = allauth_factors.is_like_recovery_code(self.cleaned_data["code"])
            sign_ins.note_failure(
                email=self.user.email,
                outcome=SignIn.Outcome.FAILED,
                method=AmrClaim.Method.RECOVERY_CODE if is_spare else AmrClaim.Method.TOTP,
                at=timezone.now(),
            )
            raise
        return code


class AuthenticateForm(WrongOnesNoted, base.AuthenticateForm):  # type: ignore[misc]
    """The code that ends signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])


class ReauthenticateForm(WrongOnesNoted, base.ReauthenticateForm):  # type: ignore[misc]
    """The code before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app; it proves nothing a second time.

    A secret not proven within five minutes is forgotten.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.is_late = allauth_factors.is_secret_late(context.request)
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])

    def clean_code(self) -> str:
        """Check the code, unless it comes too late, and spend it.

        Stock allauth would take it once more right after.
        """
        if self.is_late:
            told = _("That took more than five minutes. Scan the new code.")
            raise ValidationError(told, code="expired")
        room.make(user=self.user, at=timezone.now())
        code: str = super().clean_code()
        allauth_factors.spend_code(user=self.user, code=code)
        return code


class NameForm(forms.Form):
    """What a factor is called."""

    name = forms.CharField(label=_("Name"), max_length=names.LENGTH)
