"""The forms that change how one signs in."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import widgets


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The password one has, and the one to come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.current_password(self.fields["oldpassword"], label=_("Current password"))
        widgets.new_password(self.fields["password1"], label=_("New password"))
        del self.fields["password2"]


class SetPasswordForm(allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """The first password of somebody who came by a provider."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.new_password(self.fields["password1"], label=_("New password"))
        del self.fields["password2"]


class ChangeEmailForm(allauth_forms.AddEmailForm):  # type: ignore[misc]
    """The address to change to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.email(self.fields["email"], autocomplete="email")
        self.fields["email"].label = _("New address")


class ReauthenticateForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password, once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.current_password(self.fields["password"])
