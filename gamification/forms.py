"""What people send about rewards."""

from django import forms


class PreferenceForm(forms.Form):
    """Switches; one that is not sent stays as it is."""

    takes_part = forms.NullBooleanField(required=False)
    wants_mails = forms.NullBooleanField(required=False)

    @property
    def changes(self) -> dict[str, bool]:
        """Return the switches that were sent."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}
