"""What an entry may be. Forms, the API and imports all check here, once."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from finance import kinds
from finance.errors import InvalidEntry, Message
from finance.models import Entry
from numoraq.lib import currencies, formats
from numoraq.lib.money import decimals, round_cents

MAX_NAME: Final = 200
MAX_NOTE: Final = 2000
MAX_ADDRESS: Final = 200
MAX_INTERVAL: Final = 366
AMOUNT_LIMIT: Final = Decimal(10) ** 13
QUANTITY_LIMIT: Final = Decimal(10) ** 20
CENT_PLACES: Final = 2
QUANTITY_PLACES: Final = 18
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2200, 1, 1)

type Day = date  # in a class that has a field of that name
type Problem = tuple[str, Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person says about an entry; the names are those of the columns.

    `is_liquid` None means: as usual for the kind. A frequency makes a flow recurring, from
    `date` on. On a balance `amount` and `date` are its (latest) valuation.
    """

    category: str
    name: str
    amount: Decimal
    currency: str
    date: Day
    subcategory: str = ""
    description: str = ""
    is_liquid: bool | None = None
    quantity: Decimal | None = None
    recurring_frequency: str | None = None
    recurring_interval: int = 1
    recurring_ends_on: Day | None = None
    settles_in: UUID | None = None
    wallet_address: str | None = None
    blockchain: str | None = None

    @property
    def is_balance(self) -> bool:
        """Whether this is something owned or owed."""
        return self.category in Entry.BALANCES


FIELDS: Final = tuple(field.name for field in fields(Draft))
NOT_COUNTED: Final = _("The date must lie between 1900 and 2199.")
NOT_A_BALANCE: Final = _("Income and expenses have no value to set.")


def draft_of(entry: Entry) -> Draft:
    """Return what an entry says, as a draft that can be changed."""
    exact = {"amount": entry.money.amount}
    return Draft(**{field: getattr(entry, field) for field in FIELDS} | exact)


def cents(amount: Decimal) -> Decimal:
    """Return an amount as the documented column holds it: two decimals."""
    return round_cents(amount)


def clean(draft: Draft, *, today: date, before: Draft | None = None) -> Draft:
    """Return the draft in the form it is stored in. `today` is the person's day.

    `before` is what is stored already: its currency is accepted though nobody lists it, and its
    amount though it has more decimals than its currency.
    Raises InvalidEntry with a message for each field that cannot be as it is.
    """
    tidy = replace(
        draft,
        name=" ".join(draft.name.split()),
        currency=draft.currency.strip().upper(),
        subcategory=kinds.find(draft.category, draft.subcategory),
        description=draft.description.strip(),
        recurring_frequency=draft.recurring_frequency or None,
        recurring_interval=draft.recurring_interval if draft.recurring_frequency else 1,
        recurring_ends_on=draft.recurring_ends_on if draft.recurring_frequency else None,
        wallet_address=(draft.wallet_address or "").strip() or None,
        blockchain=(draft.blockchain or "").strip().lower() or None,
    )
    errors: dict[str, Message] = {}
    for field, message in _problems(tidy, today, before):
        errors.setdefault(field, message)
    if errors:
        raise InvalidEntry(errors)
    if tidy.is_liquid is None:
        tidy = replace(tidy, is_liquid=kinds.is_liquid(tidy.category, tidy.subcategory))
    return tidy


def _problems(draft: Draft, today: date, before: Draft | None) -> Iterator[Problem]:
    if draft.category not in Entry.Category.values:
        yield "category", _("Choose assets, liabilities, income or expenses.")
        return
    yield from _words(draft)
    has_currency = before is not None and draft.currency == before.currency
    if not has_currency and not currencies.is_known(draft.currency):
        yield "currency", _("This is not a currency we know.")
    is_stored = has_currency and before is not None and draft.amount == before.amount
    found = amount_problems(draft.amount, draft=draft, is_stored=is_stored)
    yield from (("amount", text) for text in found)
    yield from (("date", text) for text in day_problems(draft.date, draft=draft, today=today))
    if draft.quantity is not None and not fits(
        draft.quantity, limit=QUANTITY_LIMIT, places=QUANTITY_PLACES
    ):
        yield "quantity", _("This quantity cannot be stored.")
    yield from _recurrence(draft)
    if draft.settles_in and draft.is_balance:
        yield "settles_in", _("Only income and expenses are paid from an account.")


def _words(draft: Draft) -> Iterator[Problem]:
    if not draft.name:
        yield "name", _("Give it a name.")
    limits = {
        "name": MAX_NAME,
        "description": MAX_NOTE,
        "wallet_address": MAX_ADDRESS,
        "blockchain": kinds.MAX_LENGTH,
    }
    for field, limit in limits.items():
        text = getattr(draft, field) or ""
        if len(text) > limit:
            yield field, _("At most %(limit)s characters.") % {"limit": limit}
        if "\0" in text:
            yield field, _("It contains a character that cannot be stored.")


def amount_problems(amount: Decimal, *, draft: Draft, is_stored: bool = False) -> Iterator[Message]:
    """Yield what is wrong with an amount in the category and currency of a draft.

    One that `is_stored` already may have more decimals than its currency.
    """
    if not amount.is_finite():
        yield _("This amount cannot be stored.")
    elif not _is_storable(amount):
        limit = formats.current().number(AMOUNT_LIMIT)
        yield _("This amount is too large: it must be below %(limit)s.") % {"limit": limit}
    elif not is_stored and decimals(amount) > places(draft.currency, is_balance=draft.is_balance):
        yield _too_exact(draft)
    elif not draft.is_balance and amount < 0:
        yield _("Enter it without a minus: the category says where it goes.")


def _is_storable(amount: Decimal) -> bool:
    """Return whether an amount is below the limit, and still is once it is rounded to cents."""
    return amount.copy_abs() < AMOUNT_LIMIT and cents(amount).copy_abs() < AMOUNT_LIMIT


def places(currency: str, *, is_balance: bool) -> int:
    """Return how many decimals an amount may have: those of its currency, in flows 2 at most."""
    found = currencies.places(currency)
    return found if is_balance else min(found, CENT_PLACES)


def _too_exact(draft: Draft) -> Message:
    most = places(draft.currency, is_balance=draft.is_balance)
    said = {"currency": draft.currency, "places": most}
    if not most:
        return _("Amounts in %(currency)s have no decimals.") % said
    if most < currencies.places(draft.currency):
        return _("Income and expenses in %(currency)s are kept with %(places)s decimals.") % said
    return _("Amounts in %(currency)s have %(places)s decimals at most.") % said


def day_problems(day: date, *, draft: Draft, today: date) -> Iterator[Message]:
    """Yield what is wrong with the day of a flow, or of a valuation of a balance."""
    if not is_counted(day):
        yield NOT_COUNTED
    elif draft.is_balance and day > today:
        yield _("Nobody knows yet what it will be worth on a day to come.")


def is_counted(day: date) -> bool:
    """Return whether a day lies in the centuries that entries, rates and questions are about."""
    return FIRST_DAY <= day < LAST_DAY


def _recurrence(draft: Draft) -> Iterator[Problem]:
    if not draft.recurring_frequency:
        return
    if draft.is_balance:
        yield "recurring_frequency", _("Only income and expenses can recur.")
    if draft.recurring_frequency not in Entry.Frequency.values:
        yield "recurring_frequency", _("Choose weekly, monthly or yearly.")
    if not 1 <= draft.recurring_interval <= MAX_INTERVAL:
        yield (
            "recurring_interval",
            _("A number from 1 to %(limit)s.") % {"limit": MAX_INTERVAL},
        )
    end = draft.recurring_ends_on
    if end and not draft.date <= end < LAST_DAY:
        yield "recurring_ends_on", _("The end must not come before the first day.")


def fits(value: Decimal, *, limit: Decimal, places: int) -> bool:
    """Return whether a number is below a limit, on either side of 0, in so many decimals."""
    return value.is_finite() and value.copy_abs() < limit and decimals(value) <= places
