"""The words of a row: names, notes, kinds."""

from collections.abc import Callable

from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.memory import Cells, Memory
from finance.imports.parsing.vocabulary import Field
from finance.imports.parsing.words import one_line

_JOINT = " · "


def name_reader(mapping: Mapping) -> Callable[[Cells], str]:
    """Return the function from cells to the name: where payer and payee stand, the other one."""
    columns, own = mapping.all_at(Field.NAME), one_line(mapping.own_name)
    if len(columns) < 2 or not own:
        return text_reader(columns, one_line)

    def read(cells: Cells) -> str:
        parts = [one_line(cells[at]) for at in columns]
        return _JOINT.join(part for part in parts if part and part != own) or own

    return read


def text_reader(
    columns: tuple[int, ...], clean: Callable[[str], str], *, repeats: bool = True
) -> Callable[[Cells], str]:
    """Return what joins the texts of some columns of a row, each cleaned, without repeats."""
    if not columns:
        return lambda _cells: ""
    if len(columns) == 1:
        at, texts = columns[0], Memory(columns[0], clean)
        return (lambda cells: texts[cells[at]]) if repeats else (lambda cells: clean(cells[at]))
    return lambda cells: _JOINT.join(filter(None, [clean(cells[at]) for at in columns]))
