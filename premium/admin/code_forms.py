"""What staff enter to make codes."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from premium import spelling
from premium.models import CodeType
from premium.models.codes import (
    MOST_HOURS,
    MOST_HOURS_OF_A_WORD,
    MOST_POINTS,
    MOST_POINTS_OF_A_WORD,
    MOST_USES,
    NOTE_LENGTH,
)
from premium.services.code_batches import MOST, Offer

_MOST: Final = {CodeType.TIME_CREDIT: MOST_HOURS, CodeType.TIER_UPGRADE: MOST_POINTS}
_MOST_OF_A_WORD: Final = {
    CodeType.TIME_CREDIT: MOST_HOURS_OF_A_WORD,
    CodeType.TIER_UPGRADE: MOST_POINTS_OF_A_WORD,
}


class CodesForm(forms.Form):
    """Random codes, or one word, with what each gives."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    type = forms.ChoiceField(label=_("Gives"), choices=CodeType.choices)
    value = forms.IntegerField(
        label=_("Value"), min_value=1, help_text=_("Hours of premium time, or points.")
    )
    count = forms.IntegerField(
        label=_("How many codes"), min_value=1, max_value=MOST, initial=1,
    )  # fmt: skip
    max_uses = forms.IntegerField(
        label=_("Uses of each"), min_value=1, max_value=MOST_USES, initial=1,
        help_text=_("By so many people, each of them once."),
    )  # fmt: skip
    expires_at = forms.DateTimeField(
        label=_("Expires at"), required=False,
        help_text=_("In the time zone of this page. Empty: never. A word needs an end."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    word = forms.CharField(
        label=_("Word"), required=False, max_length=spelling.LONGEST,
        help_text=_("One of your own in the place of random ones, such as WELCOME. It can be guessed: it gives little."),  # noqa: E501
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("What for"), max_length=NOTE_LENGTH, help_text=_("It stands in the audit log.")
    )

    def clean_expires_at(self) -> datetime | None:
        """Return when the codes end. Raises ValidationError when that is over."""
        found: datetime | None = self.cleaned_data["expires_at"]
        if found is not None and found <= timezone.now():
            raise forms.ValidationError(_("This is over already."))
        return found

    def clean_word(self) -> str:
        """Return the word, if any. Raises ValidationError when it is too short, long or foreign."""
        word: str = self.cleaned_data["word"]
        try:
            is_word = not word or spelling.is_word(spelling.read(word))
        except spelling.Misspelt:
            is_word = False
        if not is_word:
            raise forms.ValidationError(_("A word has 6 to 15 letters from A to Z and digits."))
        return word

    def clean(self) -> dict[str, Any]:
        """Hold what is given against what codes, and words, may give."""
        data: dict[str, Any] = super().clean() or {}
        word, value = data.get("word"), data.get("value")
        most = (_MOST_OF_A_WORD if word else _MOST).get(data.get("type", ""))
        if value is not None and most is not None and value > most:
            self.add_error("value", _("At most %(most)s.") % {"most": most})
        if word and data.get("count") != 1:
            self.add_error("count", _("There is one code of a word."))
        if word and "expires_at" in data and data["expires_at"] is None:
            self.add_error("expires_at", _("Say when the word ends."))
        return data

    @property
    def offer(self) -> Offer:
        """Return what was entered as what codes give."""
        names = ("type", "value", "max_uses", "expires_at", "note")
        return Offer(**{name: self.cleaned_data[name] for name in names})
