"""A value over time: a line, the wash under it, its lowest and highest point."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from numoraq.lib.charts import frame as frames
from numoraq.lib.charts import ruler, scale, svg
from numoraq.lib.charts.flags import Flag, gutter
from numoraq.lib.charts.frame import Chart, Frame
from numoraq.lib.charts.readout import Walk
from numoraq.lib.charts.table import data_table

MOST_POINTS = 120
MOST_STOPS = 40


def area(
    frame: Frame,
    *,
    points: Sequence[tuple[str, scale.Number]],
    ticks: Sequence[ruler.Tick | tuple[float, str]] = (),
    minor: int = 0,
    counts: bool = False,
) -> Chart:
    """Return a value over time. `points` are (label, value), evenly spaced, oldest first.

    `ticks` name points by their place; `minor` counts the small ticks of the ruler. `counts` are
    whole numbers: their scale begins at zero.
    """
    if not points:
        return frames.NOTHING
    values = scale.floats(point[1] for point in points)
    y = _scale(values, counts=counts)
    xs = [100 * i / (len(values) - 1) for i in range(len(values))] if len(values) > 1 else [100.0]
    places = svg.thinned(len(values), MOST_STOPS)
    told = [(points[i][0], frame.write(values[i])) for i in places]
    walk = Walk(width=100 / max(len(places) - 1, 1), first=len(places) - 1)
    stops = [walk.stop(n, xs[i], told[n], y.at(values[i])) for n, i in enumerate(places)]
    side, widest = gutter(frame, y, [Flag(values[-1], frame.compact(values[-1]), "hot")])
    plot = (
        frames.gradient(frame.ident)
        + frames.grid(y)
        + _line(frame, [(x, y.at(value)) for x, value in zip(xs, values, strict=True)])
        + ("" if counts else _extremes(frame, y, values))
        + "".join(stops)
        + f'<circle class="now" cx="100%" cy="{svg.pc(y.at(values[-1]))}"/>'
    )
    below = ruler.ruler(ruler.along(ticks, len(values)), minor=minor)
    table = data_table(caption=frame.label, head=(_("When"), _("Value")), rows=told[::-1])
    return Chart(frames.put_together(frame, frames.Plate(plot, side, below, widest)), table)


def _scale(values: list[float], *, counts: bool) -> scale.Scale:
    if counts:
        return scale.fit([*values, 0.0], whole=True)
    return scale.fit(values, above=0.08, below=0.16)


def _line(frame: Frame, points: list[svg.Point]) -> str:
    path = svg.join([points[i] for i in svg.thinned(len(points), MOST_POINTS)])
    fill = f'<path fill="url(#{svg.escape(frame.ident)})" d="{path}L1000 1000L0 1000Z"/>'
    return svg.stretched(f'{fill if len(points) > 1 else ""}<path class="ln" d="{path}"/>')


def _extremes(frame: Frame, y: scale.Scale, values: list[float]) -> str:
    """Return the lowest and the highest point, unless they are an end or read like the flag."""
    low, high, last = min(values), max(values), len(values) - 1
    found = []
    flag = frame.compact(values[-1])
    ends = ((low, _("low"), 20), (high, _("high"), -10))
    for (value, word, down), text in zip(ends, frame.alike([low, high]), strict=True):
        place = values.index(value)
        if low == high or place in {0, last} or frame.compact(value) == flag:
            continue
        x, top = 100 * place / last, svg.pc(y.at(value))
        side = "start" if x < 8 else "end" if x > 92 else "middle"
        found.append(
            f'<circle class="xt" cx="{svg.pc(x)}" cy="{top}"/>'
            f'<text class="xl" x="{svg.pc(x)}" y="{top}" dy="{down}" text-anchor="{side}">'
            f"{svg.escape(word)} {svg.escape(text)}</text>"
        )
    return "".join(found)
