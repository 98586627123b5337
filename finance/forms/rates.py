"""Setting a rate of one's own, in whichever direction one knows it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from finance.forms.fields import DayField, RateField
from finance.selectors.rates import BASE
from numoraq.lib.money import Money, scale

IDS: Final = "rate_%s"
_FIELDS: Final = {"worth": "rate", "currency": None, "on": "on"}


class Direction(StrEnum):
    """Which of the two currencies is the one that is counted."""

    ONE = "one"  # 1 AOA = … EUR
    PER = "per"  # 1 EUR = … AOA


def counterpart(*, currency: str, display: str) -> str:
    """Return the currency a rate is told in: that of the person's pages, else the euro."""
    return display if display != currency else BASE


class RateForm(forms.Form):
    """How much one unit of a currency is worth in another, from a day on."""

    rate = RateField(label=gettext_lazy("Rate"), is_big=True, places=12)
    direction = forms.ChoiceField(
        label=pgettext_lazy("a currency", "In"), widget=forms.Select(attrs={"class": "tall"})
    )
    on = DayField(label=gettext_lazy("From"))

    def __init__(self, *args: Any, currency: str, other: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": IDS, **kwargs})
        self.currency, self.other = currency, other
        cast("DayField", self.fields["on"]).end_on(today)
        cast("forms.ChoiceField", self.fields["direction"]).choices = [
            (Direction.PER, _("%(other)s for 1 %(one)s") % {"one": other, "other": currency}),
            (Direction.ONE, _("%(other)s for 1 %(one)s") % {"one": currency, "other": other}),
        ]

    def clean_rate(self) -> Decimal:
        """Refuse nothing and less: such a rate would make everything disappear."""
        rate = cast("Decimal", self.cleaned_data["rate"])
        if rate <= 0:
            raise forms.ValidationError(_("A rate is more than zero."))
        return rate

    @property
    def worth(self) -> Money:
        """What one unit of the currency is worth."""
        rate = self.cleaned_data["rate"]
        if self.cleaned_data["direction"] == Direction.PER:
            rate = scale(Decimal(1), by=Decimal(1), over=rate)
        return Money(rate, self.other)

    def add_errors(self, errors: Mapping[str, Any]) -> None:
        """Show what the service refused beside the fields it is about."""
        for field, message in errors.items():
            self.add_error(_FIELDS.get(field), message)
