"""A value over time: a line, the wash under it, its lowest and highest point."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from numoraq.lib.charts import frame as frames
from numoraq.lib.charts import readout, ruler, scale, svg
from numoraq.lib.charts.flags import Flag, gutter
from numoraq.lib.charts.frame import Chart, Frame
from numoraq.lib.charts.table import data_table

MOST_POINTS = 120
MOST_STOPS = 40


def area(
    frame: Frame,
    *,
    points: Sequence[tuple[str, scale.Number]],
    ticks: Sequence[ruler.Tick | tuple[float, str]] = (),
    minor: int = 0,
    from_zero: bool = False,
) -> Chart:
    """Return a value over time. `points` are (label, value), evenly spaced, oldest first.

    `ticks` name points by their place; `minor` counts the small ticks of the ruler.
    """
    if not points:
        return frames.NOTHING
    values = scale.floats(point[1] for point in points)
    air = {"steps": 4} if from_zero else {"steps": 4, "above": 0.08, "below": 0.16}
    y = scale.fit([*values, 0.0] if from_zero else values, **air)
    xs = _places(len(values))
    flags = [Flag(values[-1], frame.compact(values[-1]), "hot")]
    scale_svg, widest = gutter(frame, y, flags)
    plot = (
        frames.gradient(frame.ident)
        + frames.grid(y)
        + _line(frame, [(x, y.at(value)) for x, value in zip(xs, values, strict=True)])
        + ("" if from_zero else _extremes(frame, y, values, xs))
        + _stops(frame, y, points, values, xs)
        + f'<circle class="now" cx="{svg.pc(xs[-1])}" cy="{svg.pc(y.at(values[-1]))}"/>'
    )
    below = ruler.ruler(ruler.along(ticks, len(values)), minor=minor)
    drawn = frames.put_together(frame, frames.Plate(plot, scale_svg, below, widest))
    return Chart(drawn, _table(frame, points, values))


def _places(count: int) -> list[float]:
    return [100 * i / (count - 1) for i in range(count)] if count > 1 else [100.0]


def _line(frame: Frame, points: list[svg.Point]) -> str:
    kept = [points[i] for i in svg.thinned(len(points), MOST_POINTS)]
    path = svg.join(kept)
    fill = f'<path fill="url(#{svg.escape(frame.ident)})" d="{path}L1000 1000L0 1000Z"/>'
    return svg.stretched(f'{fill if len(kept) > 1 else ""}<path class="ln" d="{path}"/>')


def _extremes(frame: Frame, y: scale.Scale, values: list[float], xs: list[float]) -> str:
    """Return the lowest and the highest point, unless they are an end or no different."""
    found = []
    low, high = min(values), max(values)
    for value, word, down in ((low, _("low"), 20), (high, _("high"), -10)):
        place = values.index(value)
        if low == high or place in (0, len(values) - 1):
            continue
        x, top = svg.pc(xs[place]), svg.pc(y.at(value))
        side = "start" if xs[place] < 8 else "end" if xs[place] > 92 else "middle"
        text = svg.escape(f"{word} {frame.compact(value)}")
        found.append(
            f'<circle class="xt" cx="{x}" cy="{top}"/>'
            f'<text class="xl" x="{x}" y="{top}" dy="{down}" text-anchor="{side}">{text}</text>'
        )
    return "".join(found)


def _stops(
    frame: Frame,
    y: scale.Scale,
    points: Sequence[tuple[str, scale.Number]],
    values: list[float],
    xs: list[float],
) -> str:
    places = svg.thinned(len(values), MOST_STOPS)
    width = 100 / max(len(places) - 1, 1)
    return "".join(
        readout.draw(
            readout.Readout(
                x=xs[i],
                width=width,
                lines=(points[i][0], frame.write(values[i])),
                dots=(y.at(values[i]),),
                is_first=i == len(values) - 1,
            )
        )
        for i in places
    )


def _table(
    frame: Frame, points: Sequence[tuple[str, scale.Number]], values: list[float]
) -> SafeString:
    places = svg.thinned(len(values), MOST_STOPS)
    rows = [(points[i][0], frame.write(values[i])) for i in reversed(places)]
    return data_table(caption=frame.label, head=(_("When"), _("Value")), rows=rows)
