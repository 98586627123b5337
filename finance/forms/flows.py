"""The form of what is earned and spent."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import rules
from finance.forms.entries import EntryForm
from finance.forms.fields import DayField
from finance.models import Entry

ONCE: Final = "once"


class FlowForm(EntryForm):
    """Something earned or spent: once, or again and again."""

    recurring_frequency = forms.ChoiceField(
        label=gettext_lazy("Repeats"),
        choices=(
            (ONCE, gettext_lazy("Once")),
            (Entry.Frequency.WEEKLY, gettext_lazy("Weekly")),
            (Entry.Frequency.MONTHLY, gettext_lazy("Monthly")),
            (Entry.Frequency.YEARLY, gettext_lazy("Yearly")),
        ),
    )
    recurring_interval = forms.IntegerField(
        label=gettext_lazy("Every"),
        required=False,
        min_value=1,
        max_value=rules.MAX_INTERVAL,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("2 is every second one."),
    )
    recurring_ends_on = DayField(label=gettext_lazy("Until"), required=False)
    settles_in = forms.ChoiceField(label=gettext_lazy("Account"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_income = self.category == Entry.Category.INCOME
        self.fields["settles_in"].label = _("Paid into") if is_income else _("Paid from")
        self.offer("settles_in", [("", _("No account")), *self.around.accounts])

    def values(self) -> dict[str, Any]:
        """Return the columns; what happens once has no rhythm and no end."""
        values = super().values()
        wanted = values["recurring_frequency"]
        frequency = None if wanted == ONCE else wanted
        account = values["settles_in"]
        return values | {
            "recurring_frequency": frequency,
            "recurring_interval": (values["recurring_interval"] or 1) if frequency else 1,
            "recurring_ends_on": values["recurring_ends_on"] if frequency else None,
            "settles_in": UUID(account) if account else None,
        }
