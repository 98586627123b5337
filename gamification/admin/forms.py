"""What staff enter to give somebody points."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import REASON_LENGTH
from cms.personal import find_person
from gamification.models import LedgerEntry, PointRule
from gamification.models.points import MOST_AT_ONCE
from gamification.services import staff
from gamification.services.staff import JUDGED


def _acts() -> list[tuple[str, Any]]:
    return [("", _("Something else")), *((code.value, code.label) for code in map(_code, JUDGED))]


def _code(code: str) -> PointRule.Code:
    return PointRule.Code(code)


class AwardForm(forms.ModelForm):  # type: ignore[type-arg]
    """Points for one person, by a rule or by hand, with a reason; sent twice it gives once."""

    actor: User
    given: LedgerEntry | None = None

    person = forms.CharField(
        label=_("Person"), max_length=254, help_text=_("The e-mail address, or the id.")
    )
    act = forms.ChoiceField(label=_("For"), choices=_acts, required=False)
    number = forms.IntegerField(
        label=_("Points"),
        min_value=-MOST_AT_ONCE,
        max_value=MOST_AT_ONCE,
        required=False,
        help_text=_("Only for something else; below zero takes points away."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_LENGTH, help_text=_("The person reads it, too.")
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = LedgerEntry
        fields = ("reason",)

    def clean_person(self) -> User:
        """Return who it is for. Raises ValidationError for nobody, and for oneself."""
        found: User | None = find_person(self.cleaned_data["person"])
        if found is None:
            raise ValidationError(_("There is nobody with this address or id."))
        if found == self.actor:
            raise ValidationError(_("Nobody gives points to themselves."))
        return found

    def clean(self) -> dict[str, Any]:
        """Return what was entered. Raises ValidationError unless it is an act or a number."""
        data: dict[str, Any] = super().clean() or {}
        if "number" in data and bool(data["number"]) == bool(data.get("act")):
            self.add_error("number", _("Choose what it is for, or enter points."))
        if not self.errors:
            self._give(data)
        return data

    def _give(self, data: dict[str, Any]) -> None:
        """Give the points: only the service knows whether they can be given."""
        try:
            self.given = staff.give(
                person=data["person"],
                rule=data["act"],
                number=data["number"] or 0,
                once=data["once"],
                actor=self.actor,
                reason=data["reason"],
                at=timezone.now(),
            )
        except ValidationError as error:
            self.add_error(None, error)

    def _post_clean(self) -> None:
        """Check no row: the service makes it."""
