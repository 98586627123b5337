"""The columns of a file with a few of their cells, and what the first rows become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from finance.imports import heads, preferences
from finance.imports.parsing import formats, vocabulary
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.problems import BadRow
from finance.imports.parsing.rows import Row
from finance.imports.parsing.vocabulary import Field
from finance.imports.parsing.words import fold
from finance.imports.services import checks
from finance.models import Import, ImportRow
from numoraq.lib.money import Money

_LOOKED_AT = 400  # bad rows
_MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """What one of the first rows becomes, or why it cannot be read."""

    cells: tuple[str, ...]
    on: date | None = None
    name: str = ""
    money: Money | None = None
    category: str = ""
    is_left_out: bool = False
    reasons: tuple[str, ...] = ()


def samples(*, user: User, found: Import, mapping: Mapping, today: date) -> list[Sample]:
    """Return what the first rows of a file become by a mapping; none while it has faults."""
    layout = Layout.from_json(found.layout)
    if layout.is_own or mapping.faults:
        return []
    head = heads.rows(found)
    habits = preferences.habits(profile=user.profile, layout=layout)
    chosen = formats.decide(mapping, head, lambda: head, habits=habits)
    read = checks.reader_for(mapping=mapping, chosen=chosen, today=today)
    shown = []
    for cells in layout.samples:
        try:
            row = read(cells)
        except BadRow as bad:
            shown.append(Sample(cells, reasons=tuple(p.text for p in bad.problems)))
            continue
        shown.append(_sample(cells, row))
    return shown


def words(*, user: User, found: Import, mapping: Mapping) -> dict[str, str]:
    """Return the words of the type column with what each stands for, or nothing yet."""
    at = mapping.at(Field.KIND)
    layout = Layout.from_json(found.layout)
    if at is None or layout.is_own:
        return {}
    cells = [row[at] for row in heads.rows(found) if at < len(row) and row[at].strip()]
    met = [*mapping.kinds, *map(fold, cells), *_unknown(user, found)]
    return {
        word: mapping.kinds.get(word) or vocabulary.category_of(word)
        for word in list(dict.fromkeys(filter(None, met)))[:_MOST_WORDS]
    }


def _unknown(user: User, found: Import) -> list[str]:
    """Return the words that the check of the file did not understand."""
    bad = ImportRow.objects.filter(
        user=user, import_file=found, problems__contains=[["kind_unknown"]]
    )
    problems = bad.values_list("problems", flat=True)[:_LOOKED_AT]
    return [
        fold(args["value"])
        for stored in problems
        for _column, code, args in stored or []
        if code == "kind_unknown"
    ]


def _sample(cells: Sequence[str], row: Row | None) -> Sample:
    if row is None:
        return Sample(tuple(cells), is_left_out=True)
    sign = -1 if row.category in {"expenses", "liabilities"} else 1
    return Sample(
        cells=tuple(cells),
        on=date.fromisoformat(row.on),
        name=row.name,
        money=Money(sign * Decimal(row.amount), row.currency),
        category=row.category,
    )
