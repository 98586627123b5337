"""How the days and numbers of a file are written: decided over whole columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from finance.imports.parsing import dates, numbers, orders
from finance.imports.parsing.guessing import AMOUNTS
from finance.imports.parsing.mapping import AUTO, Mapping
from finance.imports.parsing.vocabulary import Field

type Rows = Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a person writes days and numbers: what decides where a file does not."""

    order: str = dates.DMY
    style: str = numbers.POINT


@dataclass(frozen=True, slots=True)
class Formats:
    """The order of days and the style of numbers, and whether there was a choice."""

    order: str
    style: str
    is_order_open: bool = False
    is_style_open: bool = False


def decide(
    mapping: Mapping, sample: Sequence[Sequence[str]], rows: Callable[[], Rows], *, habits: Habits
) -> Formats:
    """Return the formats of a file: from its first rows, or from all where those leave it open.

    What the mapping names is taken as it is.
    """
    order = orders.Verdict(mapping.date_order, is_certain=True)
    style = numbers.Verdict(mapping.number_style, is_certain=True)
    if mapping.date_order == AUTO:
        order = orders.decide(_days(mapping, sample), fallback=habits.order)
        if not order.is_certain:
            order = orders.decide(_days(mapping, rows()), fallback=habits.order)
    if mapping.number_style == AUTO:
        style = numbers.decide(_amounts(mapping, sample), fallback=habits.style)
        if not style.is_certain:
            style = numbers.decide(_amounts(mapping, rows()), fallback=habits.style)
    return Formats(order.order, style.style, not order.is_certain, not style.is_certain)


def _days(mapping: Mapping, rows: Rows) -> Iterator[str]:
    at = mapping.at(Field.DATE)
    if at is not None:
        yield from (cells[at] for cells in rows if at < len(cells))


def _amounts(mapping: Mapping, rows: Rows) -> Iterator[str]:
    columns = [at for field in AMOUNTS for at in mapping.all_at(field)]
    for cells in rows:
        yield from (cells[at] for at in columns if at < len(cells))
