"""Rows in the text form of PostgreSQL's COPY: what a check writes and an import loads."""

from collections.abc import Iterable

# What every file gives, and what only our own exports know besides.
COLUMNS = ("line", "category", "subcategory", "name", "amount", "currency", '"on"', "description")
OWN_COLUMNS = (
    *COLUMNS,
    "old_id",
    "id",
    "is_liquid",
    "quantity",
    "recurring_frequency",
    "recurring_interval",
    "recurring_ends_on",
    "next_due_on",
    "settles_in_old",
    "wallet_address",
    "blockchain",
)
# What happened to them; of a rate, the currency and the units of it for one euro.
VALUE_COLUMNS = ("record", "old_id", '"on"', "amount", "source", "currency", "per_eur")
_SPECIAL = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
NULL = "\\N"


def written(line: int, cells: Iterable[str]) -> str:
    """Return one row: its line in the file and its cells, none of them NULL."""
    text = "\t".join(cells)
    if "\\" in text or "\n" in text:
        text = "\t".join(cell.translate(_SPECIAL) for cell in cells)
    return f"{line}\t{text}\n"


def written_with_nulls(cells: Iterable[str | None]) -> str:
    """Return one row in which None becomes NULL."""
    shown = (NULL if cell is None else cell.translate(_SPECIAL) for cell in cells)
    return "\t".join(shown) + "\n"
