"""The forms of phones and mailboxes as second factors."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import addresses
from accounts.forms import widgets
from accounts.services import demo

_CODE = 6  # digits


class PhoneForm(forms.Form):
    """A number and what its owner calls it."""

    address = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        help_text=_("With the code of the country, as +351 912 345 678."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "autofocus": True}
        ),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=64,
        required=False,
        help_text=_("If you have more than one: my phone, work. It can stay empty."),
    )

    def clean_address(self) -> str:
        """Return the number as E.164."""
        try:
            return addresses.number(self.cleaned_data["address"])
        except addresses.NoNumber:
            raise ValidationError(
                _("Write the whole number, with + and the code of the country."), code="invalid"
            ) from None


class MailboxForm(forms.Form):
    """An address and what its owner calls it."""

    address = forms.EmailField()
    name = forms.CharField(
        label=_("Name"),
        max_length=64,
        required=False,
        help_text=_("If you have more than one: home, work. It can stay empty."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.email(self.fields["address"], autocomplete="email")

    def clean_address(self) -> str:
        """Return the address; those of demo accounts exist in no mail system."""
        address: str = self.cleaned_data["address"].lower()
        if address.endswith(f"@{demo.DOMAIN}"):
            raise ValidationError(_("Use an address that receives mail."), code="invalid")
        return address


class SentCodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(max_length=32)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.digits(self.fields["code"])

    def clean_code(self) -> str:
        """Return the digits; blanks and dashes that were typed or pasted are no part of them."""
        code = "".join(self.cleaned_data["code"].replace("-", "").split())
        if not (code.isascii() and code.isdigit() and len(code) == _CODE):
            raise ValidationError(_("The code has six digits."), code="invalid")
        return code
