"""What a form showed when it was opened, to tell later what somebody changed meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import kinds, rules
from finance.models import Entry
from finance.rules import Draft
from numoraq.lib import currencies, formats
from numoraq.lib.money import Money, plain

_SALT: Final = "finance.forms.snapshots"
# Encrypted where it is kept: the word has a keyed digest of it.
_ADDRESS: Final = "wallet_address"
_LABELS: Final = {
    "name": gettext_lazy("Name"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "date": gettext_lazy("Date"),
    "subcategory": gettext_lazy("Kind"),
    "description": gettext_lazy("Note"),
    "is_liquid": gettext_lazy("Liquid"),
    "quantity": gettext_lazy("Quantity"),
    "recurring_frequency": gettext_lazy("Repeats"),
    "recurring_interval": gettext_lazy("Every"),
    "recurring_ends_on": gettext_lazy("Until"),
    "settles_in": gettext_lazy("Account"),
    "blockchain": gettext_lazy("Blockchain"),
    _ADDRESS: gettext_lazy("Wallet address"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is not any more what the form showed, in words."""

    label: str
    was: str
    now: str


def take(entry: Entry) -> str:
    """Return what an entry is now as a signed word for a hidden input."""
    return signing.dumps(_state(entry), salt=_SALT, compress=True)


def changes(entry: Entry, *, seen: str) -> list[Change]:
    """Return what has changed since the word was made; nothing for a word that is not ours."""
    try:
        before: Mapping[str, str] = signing.loads(seen, salt=_SALT)
    except signing.BadSignature:
        return []
    now, draft = _state(entry), rules.draft_of(entry)
    return [
        Change(
            str(label),
            was=_words(draft, field, before[field]),
            now=_words(draft, field, now[field]),
        )
        for field, label in _LABELS.items()
        if field in before and before[field] != now[field]
    ]


def _state(entry: Entry) -> dict[str, str]:
    draft = rules.draft_of(entry)
    return {field: _text(getattr(draft, field)) for field in _LABELS} | {_ADDRESS: _digest(draft)}


def _digest(draft: Draft) -> str:
    address = draft.wallet_address
    return salted_hmac(_SALT, address, algorithm="sha256").hexdigest() if address else ""


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)


def _words(draft: Draft, field: str, text: str) -> str:
    """Return a value as the reader writes it."""
    write = formats.current()
    speak: dict[str, Callable[[], str]] = {
        "amount": lambda: write.money(Money(Decimal(text), draft.currency)),
        "currency": lambda: currencies.name(text),
        "date": lambda: write.day(date.fromisoformat(text)),
        "subcategory": lambda: kinds.label(draft.category, text),
        "is_liquid": lambda: _("yes") if text == "True" else _("no"),
        "recurring_frequency": lambda: str(Entry.Frequency(text).label),
        "recurring_ends_on": lambda: write.day(date.fromisoformat(text)),
        "settles_in": lambda: _("another account"),
        _ADDRESS: lambda: (
            str(draft.wallet_address) if text == _digest(draft) else _("another address")
        ),
    }
    if not text:
        return _("nothing")
    return speak.get(field, lambda: text)()
