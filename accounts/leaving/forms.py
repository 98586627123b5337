"""What somebody types before their account goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import widgets
from accounts.models import User


class DeleteForm(forms.Form):
    """The address, typed; demo accounts, which have none, tick a box."""

    email = forms.EmailField(label=_("Your e-mail address"), max_length=widgets.EMAIL_LIMIT)
    sure = forms.BooleanField(label=_("Delete this demo account, now"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        del self.fields["email" if user.is_demo else "sure"]
        if not user.is_demo:
            widgets.email(self.fields["email"], autocomplete="off")
            self.fields["email"].label = _("Your e-mail address")

    def clean_email(self) -> str:
        """Return the address when it is the account's own."""
        email: str = self.cleaned_data["email"]
        if email.strip().lower() != self._user.email:
            raise forms.ValidationError(_("This is not the address of this account."), code="other")
        return email
