"""What somebody wants to pay for, or change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from premium.models import Payment, Plan
from premium.services.checkout import Order


class OrderForm(forms.Form):
    """A plan, or a donation: one of the two."""

    plan = forms.ChoiceField(choices=Plan.Code.choices, required=False)
    donation = forms.IntegerField(
        label=_("Amount in US dollars"),
        required=False,
        min_value=Payment.LEAST,
        max_value=Payment.MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": "1"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse neither and both."""
        found = super().clean() or {}
        if not self.errors and bool(found.get("plan")) == (found.get("donation") is not None):
            raise forms.ValidationError(_("Choose a plan, or say how much you want to donate."))
        return found

    def order(self) -> Order:
        """Return what is asked for."""
        return Order(plan=self.cleaned_data["plan"], donation=self.cleaned_data["donation"])


class ChangeForm(forms.Form):
    """What is to become of a subscription."""

    do = forms.ChoiceField(choices=[("stop", ""), ("resume", ""), ("switch", ""), ("keep", "")])
    plan = forms.ChoiceField(choices=Plan.Code.choices, required=False)
