"""What staff enter to give somebody premium."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import REASON_LENGTH
from cms.personal import find_person
from premium.models import Grant
from premium.services.staff import MOST_DAYS


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Days, or premium for good, for one person, with a reason; sent twice it gives once."""

    person = forms.CharField(
        label=_("Person"), max_length=254, help_text=_("The e-mail address, or the id.")
    )
    days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=MOST_DAYS, required=False,
        help_text=_("Added to the end of what the person has. Empty: for good."),
    )  # fmt: skip
    for_good = forms.BooleanField(label=_("For good"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Grant
        fields = ("reason",)

    def clean_person(self) -> User:
        """Return who it is for. Raises ValidationError when there is nobody of that name."""
        found: User | None = find_person(self.cleaned_data["person"])
        if found is None:
            raise ValidationError(_("There is nobody with this address or id."))
        return found

    def clean(self) -> dict[str, Any]:
        """Return what was entered. Raises ValidationError unless it is days or for good."""
        data: dict[str, Any] = super().clean() or {}
        if "days" in data and bool(data["days"]) == bool(data.get("for_good")):
            self.add_error("days", _("Enter days, or choose for good."))
        return data

    def _post_clean(self) -> None:
        """Check no row: the service makes it."""
