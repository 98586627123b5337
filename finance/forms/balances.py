"""The forms of what is owned and owed."""

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import rules
from finance.forms.entries import EntryForm
from finance.forms.fields import AmountField, DayField

USUAL: Final = "usual"
CHAINS: Final = (
    ("bitcoin", "Bitcoin"),
    ("ethereum", "Ethereum"),
    ("arbitrum", "Arbitrum"),
    ("base", "Base"),
    ("bnb", "BNB Chain"),
    ("optimism", "Optimism"),
    ("polygon", "Polygon"),
    ("solana", "Solana"),
)


class BalanceForm(EntryForm):
    """Something owed, or owned: its value on a day that has come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = _("Value")
        self.fields["date"].label = _("As of")
        cast("DayField", self.fields["date"]).end_on(self.around.today)


class AssetForm(BalanceForm):
    """Something owned: so many of it, liquid or not, perhaps in a wallet."""

    quantity = AmountField(
        label=gettext_lazy("Quantity"),
        required=False,
        places=rules.QUANTITY_PLACES,
        help_text=gettext_lazy("Shares, coins, ounces: for you to remember."),
    )
    is_liquid = forms.TypedChoiceField(
        label=gettext_lazy("Liquid"),
        coerce={"yes": True, "no": False}.get,
        choices=(
            (USUAL, gettext_lazy("As usual for its kind")),
            ("yes", gettext_lazy("Yes, it can be spent soon")),
            ("no", gettext_lazy("No")),
        ),
    )
    wallet_address = forms.CharField(
        label=gettext_lazy("Wallet address"),
        required=False,
        max_length=rules.MAX_ADDRESS,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        ),
        help_text=gettext_lazy("Kept encrypted. Never a private key or recovery words."),
    )
    blockchain = forms.ChoiceField(label=gettext_lazy("Blockchain"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = str(self.initial.get("blockchain") or "")
        others = [(current, current)] if current not in dict(CHAINS) and current else []
        self.offer("blockchain", [("", _("None")), *CHAINS, *others])

    def clean(self) -> dict[str, Any]:
        """Refuse what is no address, and an address without its chain."""
        cleaned = super().clean()
        address = cleaned.get("wallet_address") or ""
        if address and not address.replace(":", "").isalnum():
            self.add_error("wallet_address", _("An address has letters and digits only."))
        if address and not cleaned.get("blockchain"):
            self.add_error("blockchain", _("Say which chain the address is on."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the columns; where nothing was typed there is no wallet."""
        values = super().values()
        return values | {field: values[field] or None for field in ("wallet_address", "blockchain")}
