"""The codes of second factors."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp

from accounts import allauth_compat
from accounts.forms import widgets
from accounts.models import User


class AuthenticateForm(base.AuthenticateForm):  # type: ignore[misc]
    """The code that ends signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])


class ReauthenticateForm(base.ReauthenticateForm):  # type: ignore[misc]
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
