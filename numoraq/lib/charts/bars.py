"""Money in and out by month: income rises, spending hangs, the bar between is what stayed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from numoraq.lib.charts import frame as frames
from numoraq.lib.charts import ruler, scale, svg
from numoraq.lib.charts.flags import Flag, gutter
from numoraq.lib.charts.frame import Chart, Frame
from numoraq.lib.charts.readout import Walk
from numoraq.lib.charts.table import data_table


@dataclass(frozen=True, slots=True)
class Bar:
    """One month. `income` and `spending` are both positive."""

    label: str
    short: str
    income: scale.Number
    spending: scale.Number

    @property
    def numbers(self) -> tuple[float, float, float]:
        """Return income, spending and what was kept."""
        income, spending = scale.floats((self.income, self.spending))
        return income, spending, income - spending


def bars(frame: Frame, *, rows: Sequence[Bar]) -> Chart:
    """Return income, spending and what was kept, a month a column; the last one is current."""
    if not rows:
        return frames.NOTHING
    numbers = [row.numbers for row in rows]
    ends = [0.0, *(n for income, spending, kept in numbers for n in (income, -spending, kept))]
    y = scale.fit(ends, steps=4, above=0.04, below=0.04)
    width, last = 100 / len(rows), len(rows) - 1
    columns = [_column(y, width, i, numbers[i], is_last=i == last) for i in range(len(rows))]
    told = [[frame.write(number) for number in three] for three in numbers]
    walk = Walk(width=width, first=last)
    stops = [
        walk.stop(i, width * (i + 0.5), _lines(row.label, told[i])) for i, row in enumerate(rows)
    ]
    kept = numbers[-1][2]
    side, widest = gutter(frame, y, [Flag(kept, frame.compact(kept))])
    below = ruler.ruler([(width * (i + 0.5), row.short) for i, row in enumerate(rows)])
    plot = frames.grid(y) + "".join(columns) + "".join(stops)
    written = [(row.label, *three) for row, three in zip(rows, told, strict=True)]
    head = (_("Month"), _("In"), _("Out"), _("Kept"))
    table = data_table(caption=frame.label, head=head, rows=written[::-1])
    return Chart(frames.put_together(frame, frames.Plate(plot, side, below, widest)), table)


def _column(
    y: scale.Scale, width: float, place: int, numbers: tuple[float, float, float], *, is_last: bool
) -> str:
    income, spending, kept = numbers
    left, wide, air = width * (place + 0.2), width * 0.6, width * 0.08
    cur = " cur" if is_last else ""
    zero, level = y.at(0.0), svg.pc(y.at(kept))
    return (
        f'<rect class="in{cur}" x="{svg.pc(left)}" width="{svg.pc(wide)}" '
        f'y="{svg.pc(y.at(income))}" height="{svg.pc(zero - y.at(income))}"/>'
        f'<rect class="out{cur}" x="{svg.pc(left)}" width="{svg.pc(wide)}" '
        f'y="{svg.pc(zero)}" height="{svg.pc(y.at(-spending) - zero)}"/>'
        f'<line class="net" x1="{svg.pc(left - air)}" x2="{svg.pc(left + wide + air)}" '
        f'y1="{level}" y2="{level}"/>'
    )


def _lines(label: str, told: list[str]) -> list[str]:
    income, spending, kept = told
    return [
        label,
        _("in %(amount)s") % {"amount": income},
        _("out %(amount)s") % {"amount": spending},
        _("kept %(amount)s") % {"amount": kept},
    ]
