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
from accounts.models import AmrClaim, Factor, SignIn, User
from accounts.services import factors, names, room, sign_ins

_NO_SPARE_ONE = _("That is not one of your recovery codes. Each one works once.")


class WrongOnesNoted(base.BaseAuthenticateForm):  # type: ignore[misc]
    """A form for a code, of which those that are wrong are among the person's sign-ins."""

    def clean_code(self) -> str:
        """Check the code; a wrong one is noted among the person's sign-ins."""
        try:
            code: str = super().clean_code()
        except ValidationError as error:
            has_app = Factor.Type.TOTP in factors.kinds(self.user)
            is_like_spare = allauth_factors.is_like_recovery_code(self.cleaned_data["code"])
            is_spare = is_like_spare or not has_app
            sign_ins.note_failure(
                email=self.user.email,
                outcome=SignIn.Outcome.FAILED,
                method=AmrClaim.Method.RECOVERY_CODE if is_spare else AmrClaim.Method.TOTP,
                at=timezone.now(),
            )
            if error.code != "incorrect_code" or has_app:
                raise
            raise ValidationError(_NO_SPARE_ONE, code=error.code) from error
        return code


class AuthenticateForm(WrongOnesNoted, base.AuthenticateForm):  # type: ignore[misc]
    """The code that ends signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], user=self.user)


class ReauthenticateForm(WrongOnesNoted, base.ReauthenticateForm):  # type: ignore[misc]
    """The code before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], user=self.user)


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app; it proves nothing a second time.

    A secret not proven within five minutes is forgotten.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.is_late = allauth_factors.is_secret_late(context.request)
        super().__init__(*args, **kwargs)
        widgets.digits(self.fields["code"])

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


def _code(field: forms.Field, *, user: User) -> None:
    widgets.digits(field)
    if Factor.Type.TOTP not in factors.kinds(user):
        field.label = _("Recovery code")
