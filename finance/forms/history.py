"""Correcting one day of an entry's history."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from finance.forms.entries import IDS
from finance.forms.fields import AmountField, DayField
from finance.models import Entry


class EventForm(forms.Form):
    """What a balance was worth and when, or what an occurrence brought or cost."""

    amount = AmountField(label=gettext_lazy("Amount"), is_big=True)
    on = DayField(label=gettext_lazy("As of"))

    def __init__(self, *args: Any, entry: Entry, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": IDS, **kwargs})
        if entry.is_balance:
            cast("DayField", self.fields["on"]).end_on(today)
        else:
            del self.fields["on"]

    def add_errors(self, errors: Any) -> None:
        """Show what a service refused beside the fields it is about."""
        for field, message in errors.items():
            self.add_error(field if field in self.fields else None, message)
