"""The form of somebody whose provider told no address."""

from typing import Any

from allauth.socialaccount import forms as allauth_forms

from accounts.forms import widgets


class ProviderSignUpForm(allauth_forms.SignupForm):  # type: ignore[misc]
    """The address, which is then proven by a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.email(self.fields["email"], autocomplete="email")
