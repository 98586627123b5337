"""The first rows that an import will add, as they will be."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final

from accounts.models import User
from finance import kinds
from finance.imports import files, own_reading
from finance.models import Import, ImportRow
from numoraq.lib.money import Money

SIZE: Final = 20
_LOOKED_AT: Final = 400  # rows; those left out among them are passed over
_ESCAPES: Final = {"\\n": " ", "\\r": " ", "\\t": " ", "\\\\": "\\"}
_ESCAPED: Final = re.compile(r"\\[nrt\\]")


@dataclass(frozen=True, slots=True)
class Fresh:
    """A row that comes in; expenses and debts are below zero."""

    line: int
    name: str
    kind: str
    on: date
    money: Money


def rows(*, user: User, found: Import, size: int = SIZE) -> list[Fresh]:
    """Return the first rows that come in as the file has them, without those put right by hand."""
    with files.open_key(found.rows_key) as stream:
        entries, _values = own_reading.split(stream)
        read = [line.rstrip("\n").split("\t") for line in islice(entries, _LOOKED_AT)]
    lines = [int(cells[0]) for cells in read]
    skipped = set(
        ImportRow.objects.filter(
            user=user, import_file=found, line__in=lines, is_skipped=True
        ).values_list("line", flat=True)
    )
    shown = (cells for line, cells in zip(lines, read, strict=True) if line not in skipped)
    return [_fresh(cells) for cells in islice(shown, size)]


def _fresh(cells: list[str]) -> Fresh:
    line, category, kind, name, amount, currency, on = cells[:7]
    sign = -1 if category in {"expenses", "liabilities"} else 1
    return Fresh(
        line=int(line),
        name=_ESCAPED.sub(lambda found: _ESCAPES[found[0]], name),
        kind=kinds.label(category, kind),
        on=date.fromisoformat(on),
        money=Money(sign * Decimal(amount), currency),
    )
