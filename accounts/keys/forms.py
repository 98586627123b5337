"""Asking for a personal access token."""

from datetime import datetime, timedelta
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.keys import scopes


class TokenForm(forms.Form):
    """What a program may do, and for how long."""

    # Of the form as it was shown: sent again, it makes no second token.
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Name"),
        max_length=64,
        help_text=_("What it is for, so that you know it again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": "64"}),
    )
    days = forms.TypedChoiceField(
        label=_("It ends after"),
        coerce=int,
        initial="90",
        choices=[
            ("7", _("a week")),
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("366", _("a year")),
        ],
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        widget=forms.CheckboxSelectMultiple,
        choices=scopes.flat_choices,
        error_messages={"required": _("Choose at least one thing the program may do.")},
    )

    def expires_at(self, *, at: datetime) -> datetime:
        """Return when the token ends, `at` and the answer being aware UTC."""
        return at + timedelta(days=self.cleaned_data["days"])
