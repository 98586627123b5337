"""What people send about rewards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gamification.models.board import LONGEST, SHORTEST


class PreferenceForm(forms.Form):
    """Switches; one that is not sent stays as it is."""

    takes_part = forms.NullBooleanField(required=False)
    wants_mails = forms.NullBooleanField(required=False)

    @property
    def changes(self) -> dict[str, bool]:
        """Return the switches that were sent."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class PseudonymForm(forms.Form):
    """Under which name somebody wants to stand on the leaderboard."""

    pseudonym = forms.CharField(
        label=_("Pseudonym"),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=_("Not your name, and not a part of your address: everybody sees it."),
    )
