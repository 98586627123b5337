"""What a list of entries is narrowed to: read from an address, so nonsense is ignored."""

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from finance import kinds
from finance.models import Entry
from finance.selectors.balance_query import ASSET_GROUPS
from finance.selectors.flow_sums import month_end
from numoraq.lib import formats

IDS: Final = "filter_%s"
_MONTH: Final = re.compile(r"(?P<year>(?:19|20|21)\d\d)(?:-(?P<month>0[1-9]|1[0-2]))?")


class FilterForm(forms.Form):
    """Words, a group of assets, a kind, and a year or month of flows."""

    search = forms.CharField(
        label=_("Search entries"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("Name or note"),
                "autocomplete": "off",
                "enterkeyhint": "search",
            }
        ),
    )
    show = forms.ChoiceField(
        required=False, choices=[(code, code) for code in ASSET_GROUPS], widget=forms.HiddenInput
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    month = forms.CharField(label=_("Month"), required=False)

    def __init__(self, *args: Any, category: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": IDS, **kwargs})
        self.category = category
        if category != Entry.Category.ASSETS:
            del self.fields["show"]
        if category in Entry.BALANCES:
            del self.fields["month"]
        wanted = str(self.data.get("kind") or "").replace("\0", "")
        choices = kinds.choices(category)
        if wanted and wanted not in dict(choices):  # a kind of the person's own
            choices.append((wanted[: kinds.MAX_LENGTH], kinds.label(category, wanted)))
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"), required=False, choices=[("", _("All kinds")), *choices]
        )

    def clean_month(self) -> str:
        """Return a year or a month, nothing for anything else."""
        text = str(self.cleaned_data["month"])
        return text if _MONTH.fullmatch(text) else ""

    def value(self, name: str) -> str:
        """Return what a field asks for, nothing where it makes no sense."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def is_active(self) -> bool:
        """Return whether the list is narrowed at all."""
        return any(self.value(name) for name in self.fields)

    def days(self) -> tuple[date, date] | None:
        """Return the first and the last day of the year or month that is asked for."""
        found = _MONTH.fullmatch(self.value("month"))
        if not found:
            return None
        year, month = int(found["year"]), found["month"]
        if month:
            first = date(year, int(month), 1)
            return first, month_end(first)
        return date(year, 1, 1), date(year, 12, 31)

    @property
    def period(self) -> str:
        """The year or month that is asked for, in words."""
        days = self.days()
        if not days:
            return ""
        is_year = days[0].month != days[1].month
        return str(days[0].year) if is_year else formats.current().month(days[0], year=True)
