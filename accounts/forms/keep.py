"""Turning a demo account into a real one."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import SetPasswordField
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import widgets
from accounts.models import User


class KeepForm(forms.Form):
    """An address, a password, and what becomes of the sample data."""

    email = forms.EmailField(max_length=widgets.EMAIL_LIMIT)
    password1 = SetPasswordField()
    sample = forms.ChoiceField(
        label=_("The sample data"),
        choices=[
            ("drop", _("Delete it, with every change I made to it; what I added stays")),
            ("keep", _("Keep everything as it is now")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, user: User, is_changed: bool, **kwargs: Any) -> None:
        """Choose beforehand what loses no work: who changed something keeps everything."""
        super().__init__(*args, **kwargs)
        self.fields["sample"].initial = "keep" if is_changed else "drop"
        widgets.email(self.fields["email"])
        widgets.new_password(self.fields["password1"])
        self.fields["password1"].user = user  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """Return the address in lower case. Whether it is taken shows only to its owner."""
        email: str = get_adapter().clean_email(self.cleaned_data["email"].lower())
        return email

    @property
    def drops_data(self) -> bool:
        """Return whether the sample data goes."""
        return bool(self.cleaned_data["sample"] == "drop")
