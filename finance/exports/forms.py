"""What somebody wants to export."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from finance.exports.selection import Selection
from finance.models import Entry


class ExportForm(forms.Form):
    """Which entries, and how they are written."""

    category = forms.ChoiceField(
        label=_("What"),
        choices=[("", _("everything")), *Entry.Category.choices],
        required=False,
    )
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    leaves_history_out = forms.BooleanField(
        label=_("Entries only, without their values over time"), required=False
    )
    excel = forms.BooleanField(label=_("Mark the CSV as Unicode for Excel"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse days that end before they begin."""
        chosen = super().clean() or {}
        first, last = chosen.get("first"), chosen.get("last")
        if first and last and last < first:
            self.add_error("last", _("The end must not come before the beginning."))
        return chosen

    def selection(self) -> Selection:
        """Return what was chosen."""
        chosen = self.cleaned_data
        return Selection(
            category=chosen["category"],
            first=chosen["first"],
            last=chosen["last"],
            has_history=not chosen["leaves_history_out"],
        )
