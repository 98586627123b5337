"""A file, and how it is read."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from finance.imports.files import MOST_BYTES
from finance.imports.parsing import charset
from finance.imports.parsing.layout import Layout

_DELIMITERS = ((";", _("Semicolon ;")), (",", _("Comma ,")), ("\t", _("Tab")), ("|", _("Bar |")))
_QUOTES = (('"', '"'), ("'", "'"), ("", _("none")))


class UploadForm(forms.Form):
    """A file of bookings."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or text from a bank or another app, or an export of NumoraQ. 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.json,text/csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than 50 MB. Export a shorter period from your bank.")
            )
        return file


class ReadingForm(forms.Form):
    """How a file is read, where that was found out wrongly."""

    encoding = forms.ChoiceField(label=_("Letters"), choices=list(charset.ENCODINGS.items()))
    delimiter = forms.ChoiceField(label=_("Between cells"), choices=_DELIMITERS)
    quote = forms.ChoiceField(label=_("Quotation mark"), choices=_QUOTES, required=False)
    has_header = forms.BooleanField(label=_("The first row has headings"), required=False)

    def layout(self, before: Layout) -> Layout:
        """Return the layout to read the file by."""
        return replace(before, **self.cleaned_data)
