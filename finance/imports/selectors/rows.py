"""The rows of an import that ask for a decision, as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.problems import Problem
from finance.imports.parsing.vocabulary import Field
from finance.models import Import, ImportRow
from numoraq.lib import formats
from numoraq.lib.money import Money

SIZE = 25
_LONGEST = 500  # characters of a cell that are shown
_SHOWN = frozenset({Field.DATE, Field.NAME, Field.AMOUNT, Field.DEBIT, Field.CREDIT})
_OWN_SHOWN = ("date", "name", "amount", "currency")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a bad row."""

    heading: str
    text: str
    is_bad: bool
    is_long: bool  # takes the room that is left
    is_number: bool


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, and why."""

    line: int
    cells: tuple[Cell, ...]
    reasons: tuple[str, ...]
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row beside the entry that it seems to be."""

    line: int
    name: str
    on: date
    money: Money
    why: str
    likeness: int
    is_kept: bool
    twin: UUID | None


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some rows, and after what the next ones come; 0 when there are none."""

    rows: Sequence[T]
    next: int


def bad(*, user: User, found: Import, after: int = 0, size: int = SIZE) -> Page[BadRow]:
    """Return bad rows in the order of the file, those left out among them."""
    layout, mapping = Layout.from_json(found.layout), Mapping.from_json(found.mapping)
    rows = ImportRow.objects.filter(
        user=user, import_file=found, problems__isnull=False, pk__gt=after
    )
    page = list(rows.order_by("pk")[: size + 1])  # they were stored in the order of the file
    shown = tuple(_bad(row, layout, mapping) for row in page[:size])
    return Page(shown, page[size - 1].pk if len(page) > size else 0)


def duplicates(*, user: User, found: Import, after: int = 0, size: int = SIZE) -> Page[Duplicate]:
    """Return the rows that are there already, in the order of the file."""
    rows = ImportRow.objects.filter(user=user, import_file=found, is_duplicate=True, line__gt=after)
    page = list(rows.order_by("line", "pk")[: size + 1])
    return Page(tuple(map(_duplicate, page[:size])), page[size - 1].line if len(page) > size else 0)


def problems_of(row: ImportRow) -> list[Problem]:
    """Return what is wrong with a row."""
    return [Problem(column, code, args) for column, code, args in row.problems or []]


def _bad(row: ImportRow, layout: Layout, mapping: Mapping) -> BadRow:
    problems = problems_of(row)
    marked = {problem.column for problem in problems}
    return BadRow(
        line=row.line,
        cells=tuple(
            Cell(
                heading=layout.columns[at],
                text=row.cells[at][:_LONGEST],
                is_bad=at in marked,
                is_long=_is_long(at, layout, mapping),
                is_number=_is_number(at, layout, mapping),
            )
            for at in range(min(len(row.cells), len(layout.columns)))
            if at in marked or _is_shown(at, layout, mapping)
        ),
        reasons=tuple(problem.text for problem in problems),
        is_left_out=row.is_skipped,
    )


def _field(at: int, mapping: Mapping) -> Field:
    return mapping.fields[at] if at < len(mapping.fields) else Field.SKIP


def _is_shown(at: int, layout: Layout, mapping: Mapping) -> bool:
    if layout.is_own:
        return layout.columns[at] in _OWN_SHOWN
    return _field(at, mapping) in _SHOWN


def _is_long(at: int, layout: Layout, mapping: Mapping) -> bool:
    if layout.is_own:
        return layout.columns[at] == "name"
    return _field(at, mapping) in {Field.NAME, Field.NOTE}


def _is_number(at: int, layout: Layout, mapping: Mapping) -> bool:
    if layout.is_own:
        return layout.columns[at] == "amount"
    return _field(at, mapping) in {Field.AMOUNT, Field.DEBIT, Field.CREDIT}


def _duplicate(row: ImportRow) -> Duplicate:
    sign = -1 if row.category in {"expenses", "liabilities"} else 1
    return Duplicate(
        line=row.line,
        name=row.name or "",
        on=_given(row.on),
        money=Money(sign * _given(row.amount), row.currency or ""),
        why=_why(row),
        likeness=row.likeness or 0,
        is_kept=not row.is_skipped,
        twin=row.twin,
    )


def _given[T](value: T | None) -> T:
    assert value is not None, "a row that can be read has a day and an amount"  # noqa: S101
    return value


def _why(row: ImportRow) -> str:
    if row.twin_line:
        return _("the same row as in line %(line)s") % {"line": row.twin_line}
    if row.category in {"assets", "liabilities"}:
        return _("same name and currency")
    if row.twin_on != row.on:
        day = formats.current().day(_given(row.twin_on))
        return _("same amount and name, here on %(day)s") % {"day": day}
    if (row.twin_name or "").casefold() == (row.name or "").casefold():
        return _("same day, amount and name")
    return _("same day and amount, here as “%(name)s”") % {"name": row.twin_name}
