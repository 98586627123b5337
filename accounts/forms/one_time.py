"""The forms around links and codes that work once."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.utils import timezone

from accounts import texts
from accounts.forms import widgets
from accounts.models import User
from accounts.services import reauthentication


class LinkForm(forms.Form):
    """The address a link to sign in is sent to."""

    email = forms.EmailField(max_length=widgets.EMAIL_LIMIT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.email(self.fields["email"])

    def clean_email(self) -> str:
        """Return the address in lower case."""
        email: str = get_adapter().clean_email(self.cleaned_data["email"].lower())
        return email


class ReauthenticationCodeForm(forms.Form):
    """The code from the mail, before something that matters."""

    code = forms.CharField(max_length=32)

    def __init__(self, *args: Any, user: User, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._expected = user, expected
        widgets.code(self.fields["code"])

    def clean_code(self) -> str:
        """Spend the code, which is the last thing that is checked."""
        code: str = self.cleaned_data["code"]
        is_right = reauthentication.spend(
            user=self._user, expected=self._expected, code=code, at=timezone.now()
        )
        if not is_right:
            raise forms.ValidationError(texts.ERRORS["incorrect_code"], code="incorrect_code")
        return code
