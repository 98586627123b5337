"""The profile: name, currency, language, clock, and how things look."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts import choices
from accounts.forms.widgets import LongSelect
from accounts.models import Profile
from accounts.palettes import Offer
from numoraq.lib import currencies


class ProfileForm(forms.Form):
    """What a person may change about how they see things. The caller stores `changes`.

    The day `on` is written in each form of date there is.
    """

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    default_currency = forms.ChoiceField(
        label=_("Currency"),
        help_text=_("Totals are shown in it. No entry is changed."),
        widget=LongSelect,
    )
    language = forms.ChoiceField(label=_("Language"))
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Decides when a day begins and a month ends."),
        widget=LongSelect,
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=Profile.Theme.choices)
    palette = forms.ChoiceField(
        label=_("Colours"),
        choices=Profile.Palette.choices,
        required=False,
    )
    date_format = forms.ChoiceField(label=_("Dates"))
    number_format = forms.ChoiceField(label=_("Numbers"), choices=Profile.NumberFormat.choices)
    shortcuts_enabled = forms.BooleanField(
        label=_("Single keys act, such as “a” to add an entry"), required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        profile: Profile,
        on: date,
        colours: Sequence[Offer] = (),
    ) -> None:
        current = {name: getattr(profile, name) for name in self.base_fields}
        super().__init__(data, initial=current)
        offers: dict[str, list[Any]] = {
            "default_currency": currencies.choices(),
            "language": choices.languages(),
            "timezone": list(choices.timezones()),
            "theme": Profile.Theme.choices,
            "date_format": choices.date_formats(on),
        }
        for name, offered in offers.items():
            self._offer(name, offered, current[name])
        self.colours = colours

    def _offer(self, name: str, offered: list[Any], current: str) -> None:
        # What the profile says already stays possible, even when it is no longer offered.
        if current not in choices.codes(offered):
            offered = [(current, current), *offered]
        self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean_palette(self) -> str:
        """Return the colours, as they were where none were sent. Refuses those not open."""
        before: str = self.initial["palette"]
        chosen: str = self.cleaned_data["palette"] or before
        is_open = any(one.code == chosen and one.is_open for one in self.colours)
        if chosen != before and not is_open:
            raise forms.ValidationError(_("These colours are not open to you."))
        return chosen

    def clean_name(self) -> str:
        """Return the name on one line."""
        return " ".join(self.cleaned_data["name"].split())

    @property
    def changes(self) -> dict[str, Any]:
        """Return the new values of the fields that were changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
