"""The forms before one is signed in: allauth's, with our labels, controls and closed gaps."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import widgets
from accounts.models import User
from accounts.reset_tokens import StoredResetTokens
from accounts.services import address_codes
from numoraq.rls.identity import as_login_role


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.email(self.fields["login"])
        widgets.current_password(self.fields["password"])
        self.fields["remember"].label = _("Keep me signed in for 30 days")

    def waits_for_code(self) -> bool:
        """Return whether the password was right, and a code to prove the address is on its way."""
        return bool(self.has_error(NON_FIELD_ERRORS, "code_just_sent"))


class TakenInSilence:
    """Stores somebody new; an address that is taken looks the same and takes as long.

    In front of one of allauth's forms, which has the names below.
    """

    account_already_exists: bool
    cleaned_data: dict[str, Any]
    entered_as: ClassVar[str] = "password1"

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Store the person, or do the same work for nothing."""
        if self.account_already_exists:
            make_password(self.cleaned_data[self.entered_as])
            return self._try_save(request)
        try:
            with transaction.atomic():
                return self._try_save(request)
        except IntegrityError:  # somebody took the address between the check and the write
            self.account_already_exists = True
            return self._try_save(request)

    def _try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        stock: Any = super()
        saved: tuple[User | None, HttpResponse | None] = stock.try_save(request)
        return saved


class SignUpForm(TakenInSilence, allauth_forms.SignupForm):  # type: ignore[misc]
    """E-mail, password and, from the browser, the time zone."""

    timezone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-timezone": ""})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.email(self.fields["email"])
        widgets.new_password(self.fields["password1"])


class CodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])

    def clean_code(self) -> str:
        """Check the code, and that nobody else has the address: the person's role sees no one."""
        code: str = self.cleaned_data["code"]
        is_right = address_codes.is_right(
            request=context.request,
            user=self.user,
            address=self.email,
            code=code,
            at=timezone.now(),
        )
        if not is_right:
            raise get_adapter().validation_error("incorrect_code")
        self.expected_code = code  # judged above, by more than what the session holds
        with as_login_role():
            return str(super().clean_code())


class ResetForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address a link for a new password is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.email(self.fields["email"])


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, behind the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.new_password(self.fields["password1"], label=_("New password"))
        del self.fields["password2"]

    def clean(self) -> dict[str, Any]:
        """Spend the link once everything else is right: of two forms sent at once one counts."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors and not StoredResetTokens().spend(self.user, self.temp_key):
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned
