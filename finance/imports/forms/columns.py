"""What each column of a file becomes, and how its cells are read."""

from collections.abc import Mapping as Words
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from finance.imports.parsing import dates, numbers
from finance.imports.parsing.formats import Formats
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import AUTO, LEFT_OUT, Mapping
from finance.imports.parsing.vocabulary import LABELS, Field
from finance.models import Entry
from numoraq.lib import currencies

FAULTS = {
    "no_date": _("Say which column is the date."),
    "no_amount": _("Say which column is the amount, or which two are money out and money in."),
    "two_amounts": _("Take either one amount, or money out and money in, not both."),
    "doubled": _("Two columns became the same thing. Only names, notes and kinds can be joined."),
}
_ORDERS = (
    (AUTO, _("found out from the column")),
    (dates.DMY, _("day, month, year")),
    (dates.MDY, _("month, day, year")),
    (dates.YMD, _("year, month, day")),
)
_STYLES = (
    (AUTO, _("found out from the column")),
    (numbers.POINT, _("1,234.56")),
    (numbers.COMMA, _("1.234,56")),
)

_READ_DAYS = {
    dates.DMY: _("Date, day.month.year"),
    dates.MDY: _("Date, month/day/year"),
    dates.YMD: _("Date, year-month-day"),
}
_READ_AMOUNTS = {
    numbers.POINT: _("Amount, decimal point"),
    numbers.COMMA: _("Amount, decimal comma"),
}


class ColumnsForm(forms.Form):
    """What each column becomes, and how its cells are read."""

    date_order = forms.ChoiceField(label=_("Dates are"), choices=_ORDERS)
    number_style = forms.ChoiceField(label=_("Amounts are"), choices=_STYLES)
    currency = forms.ChoiceField(label=_("Currency, where a row names none"))
    category = forms.ChoiceField(label=_("The rows are"), required=False)
    own_name = forms.CharField(
        label=_("Your own name in the file"),
        help_text=_("Where payer and payee have a column each, the other one is the name."),
        required=False,
        max_length=200,
    )
    flips = forms.BooleanField(label=_("Money out has no minus, money in has one"), required=False)
    rounds = forms.BooleanField(label=_("Round further decimals to the cent"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        layout: Layout,
        mapping: Mapping,
        words: Words[str, str],
        chosen: Formats | None = None,
    ) -> None:
        """Prepare for a file. `chosen` says how its days and numbers were read, once they were."""
        super().__init__(data, initial=_initial(mapping))
        self._layout = layout
        self._words = list(words)
        listed = dict(currencies.choices())
        listed.setdefault(mapping.currency, mapping.currency)
        self._field("currency").choices = list(listed.items())
        self._field("category").choices = [
            ("", _("money in and out, as the columns say")),
            *Entry.Category.choices,
        ]
        labels = _labels(chosen)
        for at, heading in enumerate(layout.columns):
            self.fields[f"column_{at}"] = _choice(heading, labels, mapping.fields[at])
        for at, (word, category) in enumerate(words.items()):
            choices = [("", "…"), *Entry.Category.choices, (LEFT_OUT, _("Leave out"))]
            self.fields[f"word_{at}"] = _choice(word, choices, category, is_required=False)

    def mapping(self) -> Mapping:
        """Return what was chosen; it may have faults."""
        chosen = self.cleaned_data
        return Mapping(
            fields=tuple(Field(chosen[f"column_{at}"]) for at in range(len(self._layout.columns))),
            kinds={word: chosen[f"word_{at}"] for at, word in enumerate(self._words)},
            **{name: chosen[name] for name in _initial(Mapping())},
        )

    def add_faults(self, faults: list[str]) -> None:
        """Say why no rows can be read yet."""
        for fault in faults:
            self.add_error(None, FAULTS[fault])

    @property
    def columns(self) -> list[tuple[str, str, forms.BoundField]]:
        """The heading of each column, its first filled cell, and the choice."""
        return [
            (
                heading or _("Column %(number)s") % {"number": at + 1},
                next((row[at] for row in self._layout.samples if row[at]), ""),
                self[f"column_{at}"],
            )
            for at, heading in enumerate(self._layout.columns)
        ]

    @property
    def words(self) -> list[forms.BoundField]:
        """The choices for the words of the type column."""
        return [self[f"word_{at}"] for at in range(len(self._words))]

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        return field


def _labels(chosen: Formats | None) -> list[tuple[str, Any]]:
    """Return what columns can become; once they were read, with how."""
    if chosen is None:
        return list(LABELS.items())
    read = {Field.DATE: _READ_DAYS[chosen.order], Field.AMOUNT: _READ_AMOUNTS[chosen.style]}
    return list({**LABELS, **read}.items())


def _initial(mapping: Mapping) -> dict[str, Any]:
    names = ("date_order", "number_style", "currency", "category", "own_name", "flips", "rounds")
    return {name: getattr(mapping, name) for name in names}


def _choice(
    label: str, choices: Any, initial: str, *, is_required: bool = True
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        initial=initial,
        required=is_required,
        widget=forms.Select(attrs={"class": "inp"}),
    )
