"""The codes of second factors."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import allauth_compat
from accounts.forms import widgets
from accounts.models import AmrClaim, SignIn, User
from accounts.services import sign_ins


class _WrongOnesNoted(base.BaseAuthenticateForm):  # type: ignore[misc]
    """A form for a code, of which those that are wrong are among the person's sign-ins."""

    def clean_code(self) -> str:
        """Check the code; a wrong one is noted among the person's sign-ins."""
        try:
            code: str = super().clean_code()
        except ValidationError:
            sign_ins.note_failure(
                email=self.user.email,
                outcome=SignIn.Outcome.FAILED,
                method=AmrClaim.Method.TOTP,
                at=timezone.now(),
            )
            raise
        return code


class AuthenticateForm(_WrongOnesNoted, base.AuthenticateForm):  # type: ignore[misc]
    """The code that ends signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])


class ReauthenticateForm(_WrongOnesNoted, base.ReauthenticateForm):  # type: ignore[misc]
    """The code before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])


class SpentAtOnce:
    """The first code of a new authenticator app; it proves nothing a second time.

    In front of one of allauth's forms.
    """

    user: User

    def clean_code(self) -> str:
        """Check the code and spend it: stock allauth would take it once more right after."""
        stock: Any = super()
        code: str = stock.clean_code()
        allauth_compat.spend_code(user=self.user, code=code)
        return code


class ActivateTOTPForm(SpentAtOnce, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code, on a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])
