"""What the forms of all entries share, whether one is added or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy

from finance import kinds, rules
from finance.errors import InvalidEntry
from finance.forms.fields import AmountField, Choices, CurrencyField, DayField
from finance.rules import Draft

IDS: Final = "entry_%s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a form must know of its person. `accounts` are (id, name) of what flows settle in."""

    today: date
    currencies: Sequence[str]
    accounts: Choices = ()


class EntryForm(forms.Form):
    """What every entry has. The names of the fields are columns of Entry."""

    amount = AmountField(label=gettext_lazy("Amount"), is_big=True)
    currency = CurrencyField(
        label=gettext_lazy("Currency"), widget=forms.Select(attrs={"class": "tall"})
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=rules.MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    subcategory = forms.ChoiceField(label=gettext_lazy("Kind"))
    date = DayField(label=gettext_lazy("Date"))
    description = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=rules.MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, category: str, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": IDS, **kwargs})
        self.category = category
        self.around = around
        own = [str(self.initial.get("currency") or ""), *around.currencies]
        cast("CurrencyField", self.fields["currency"]).offer(own)
        self.offer("subcategory", self._kinds())

    def clean(self) -> dict[str, Any]:
        """Check by the rules of entries what the fields say together."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                rules.clean(self.draft(), today=self.around.today, before=self._before())
            except InvalidEntry as error:
                self.add_errors(error.errors)
        return cleaned

    @property
    def opens_more(self) -> bool:
        """Whether something in the part that is folded away needs to be seen."""
        folded = ("description", "is_liquid", "wallet_address", "blockchain")
        return any(field in self.errors for field in folded)

    def draft(self) -> Draft:
        """Return the entry that the form describes."""
        return Draft(category=self.category, **self.values())

    def _before(self) -> Draft:
        """Return what is taken as it is: a currency of the list, and the amount it had before."""
        draft = self.draft()
        is_same = self.initial.get("currency") == draft.currency
        amount = self.initial.get("amount") if is_same else None
        return replace(draft, amount=amount or Decimal(0))

    def values(self) -> dict[str, Any]:
        """Return the columns of the entry that the form decides."""
        return {name: self.cleaned_data.get(name) for name in self.fields}

    def add_errors(self, errors: Mapping[str, Any]) -> None:
        """Show what the rules refuse beside the fields it is about."""
        for field, message in errors.items():
            self.add_error(field if field in self.fields else None, message)

    def offer(self, field: str, choices: Choices) -> None:
        """Set the choices of a field."""
        cast("forms.ChoiceField", self.fields[field]).choices = list(choices)

    def _kinds(self) -> Choices:
        choices = kinds.choices(self.category)
        current = str(self.initial.get("subcategory") or kinds.OTHER)
        if current not in dict(choices):
            choices.append((current, kinds.label(self.category, current)))
        return choices
