"""What people enter about premium."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from premium import spelling


class CodeForm(forms.Form):
    """A code to redeem."""

    # Of the form as it was shown: sent again, it redeems nothing more and answers the same.
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    code = forms.CharField(
        label=_("Code"),
        max_length=spelling.LONGEST,
        help_text=_("Capitals, blanks and dashes do not matter."),
        error_messages={"required": _("Type the code first.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "maxlength": str(spelling.LONGEST),
            }
        ),
    )
