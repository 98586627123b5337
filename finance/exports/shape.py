"""The shape of an export: its columns, what stands in them, and how text is made safe.

One row is an entry, or what happened to one: a `valuation` of a balance, an `occurrence` of a
recurring flow; these carry the id of their entry. A `rate` is one of the person's own: units of
its currency for one euro, from its day on. Days are ISO, numbers have a decimal point, an empty
cell is nothing.

In JSON, the rates are a list behind the entries; version 1 did not have it.

A spreadsheet takes text that begins with = + - @ or a tab for a formula. Such text gets an
apostrophe before it, and so does text that begins with an apostrophe; import takes it off again.
One that parts cells by semicolons or tabs knows nothing of our commas and of the quotation marks
beside them: there, what follows such a mark or a line break within a text begins a cell as well.
"""

import re
from typing import Final

FORMAT: Final = "numoraq.entries"
VERSION: Final = 2
READABLE: Final = frozenset({1, VERSION})

ENTRY: Final = "entry"
VALUATION: Final = "valuation"
OCCURRENCE: Final = "occurrence"
RATE: Final = "rate"

FIELDS: Final = (
    "id",
    "category",
    "subcategory",
    "name",
    "amount",
    "currency",
    "date",
    "description",
    "is_liquid",
    "quantity",
    "is_recurring",
    "recurring_frequency",
    "recurring_interval",
    "recurring_ends_on",
    "next_due_on",
    "settles_in",
    "wallet_address",
    "blockchain",
)
COLUMNS: Final = ("record", *FIELDS, "source")
NEEDED: Final = frozenset({"record", "category", "name", "amount", "currency", "date"})
TEXTS: Final = frozenset({"subcategory", "name", "description", "wallet_address", "blockchain"})
_BEGIN: Final = r"(^|[;|\t\r\n])"  # of a text, or of what may become a cell
_SIGN: Final = r"(?=[=+\-@\t\r'＝＋－＠])"
_OPEN: Final = re.compile(_BEGIN + _SIGN)
_GUARDED: Final = re.compile(f"{_BEGIN}'{_SIGN}")


def guard(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return _OPEN.sub(r"\1'", text)


def unguard(text: str) -> str:
    """Return what was guarded, as it was."""
    return _GUARDED.sub(r"\1", text)
