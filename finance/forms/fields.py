"""The fields that forms about money share."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from finance.forms import amounts
from finance.rules import FIRST_DAY
from numoraq.lib import currencies

type Choices = Sequence[tuple[str, str | Promise]]
type Groups = Sequence[tuple[str, Choices]]


class AmountField(forms.CharField):
    """A number in the reader's own format, or a short sum of such numbers.

    `places` is how many decimals the input shows at most.
    """

    is_rate = False

    def __init__(self, *, places: int = 8, is_big: bool = False, **kwargs: Any) -> None:
        self.places = places
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        widget = forms.TextInput(attrs=attrs | ({"class": "amt"} if is_big else {}))
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return a Decimal, or None for nothing."""
        text = super().to_python(value)
        return amounts.parse(text, is_rate=self.is_rate) if text else None

    def validate(self, value: Any) -> None:
        """Ask for an amount where there must be one."""
        if value is None and self.required:
            raise ValidationError(amounts.asking(is_rate=self.is_rate), code="required")

    def run_validators(self, value: Any) -> None:
        """Check nothing more: those of the base class are about text."""

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the input: a number as the reader writes it."""
        if isinstance(value, Decimal):
            return amounts.written(value, most=self.places)
        return value


class RateField(AmountField):
    """A number of units for one, in the reader's own format."""

    is_rate = True


class DayField(forms.DateField):
    """A calendar day, chosen with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "date", "min": FIRST_DAY.isoformat()}
        widget = forms.DateInput(attrs=attrs, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **kwargs)

    def end_on(self, day: date) -> None:
        """Let the browser offer days up to one; the rules of entries refuse later ones."""
        self.widget.attrs["max"] = day.isoformat()


class CurrencyField(forms.ChoiceField):
    """A currency: the person's own first, then all of them, the common ones before the rest."""

    default_error_messages = {"invalid_choice": gettext_lazy("Choose a currency from the list.")}

    def offer(self, own: Sequence[str]) -> None:
        """Set the choices. `own` are codes that the person uses, the likeliest first."""
        self.choices = [(label, list(choices)) for label, choices in _groups(own)]


def _groups(own: Sequence[str]) -> Groups:
    names = dict(currencies.choices())
    first = list(dict.fromkeys(code for code in own if code))
    rest = [code for code in names if code not in first]
    common = [code for code in rest if code in currencies.COMMON]
    groups = [
        (_("Yours"), [(code, names.get(code, code)) for code in first]),
        (_("Common"), [(code, names[code]) for code in common]),
        (
            pgettext("currencies", "All"),
            [(code, names[code]) for code in rest if code not in common],
        ),
    ]
    return [(label, choices) for label, choices in groups if choices]
