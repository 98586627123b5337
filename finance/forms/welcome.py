"""What the welcome page asks."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from finance.demo import personas
from finance.demo.personas import Persona
from numoraq.lib import currencies

_PATHS = ("entry", "import", "skip")


class WelcomeForm(forms.Form):
    """A currency, and where to go from here: `entry`, `import`, `skip` or `sample:<persona>`."""

    currency = forms.ChoiceField(
        label=_("The currency you think in"),
        help_text=_(
            "Totals are shown in it. Every entry keeps its own, and you can change it later."
        ),
        widget=forms.Select(attrs={"class": "tall"}),
    )
    next = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["currency"])
        field.choices = currencies.choices()
        field.required = not self.skips

    @property
    def skips(self) -> bool:
        """Return whether the question is left for later."""
        return self.data.get("next") == "skip"

    @property
    def persona(self) -> Persona | None:
        """Return whose sample data is asked for, if any."""
        kind, _colon, key = self.cleaned_data["next"].partition(":")
        return personas.find(key=key) if kind == "sample" else None

    def clean_next(self) -> str:
        """Refuse a way that does not exist."""
        chosen: str = self.cleaned_data["next"]
        known = {*_PATHS, *(f"sample:{persona.key}" for persona in personas.ALL)}
        if chosen not in known:
            raise forms.ValidationError(_("Choose one of the ways to begin."))
        return chosen
