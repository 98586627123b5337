"""Which form an entry has."""

from finance.forms.balances import AssetForm, BalanceForm
from finance.forms.entries import EntryForm
from finance.forms.flows import FlowForm
from finance.models import Entry


def form_class(category: str) -> type[EntryForm]:
    """Return the form for a category of entries."""
    if category == Entry.Category.ASSETS:
        return AssetForm
    return BalanceForm if category in Entry.BALANCES else FlowForm
