"""Charts that are hard to draw, for the styleguide: nothing, one value, debt, a hair, a river."""

from django.utils.safestring import SafeString

from numoraq.lib import charts
from numoraq.ui.samples import frame, shares, wave

LONG_NAMES = [charts.Share("Vermögensverwaltungsgesellschaft", 70), charts.Share("B", 30)]
THIN = [charts.Flow("Rent", 2), charts.Flow("Lottery, syndicate of the whole office", 9000)]


def every_edge() -> list[tuple[str, object]]:
    """Return hard cases with their names."""
    return [*_lines(), *_wholes(), *_events()]


def _lines() -> list[tuple[str, object]]:
    series = {
        "Nothing": [],
        "One value": [1234.5],
        "All equal": [500.0] * 12,
        "All zero": [0.0] * 12,
        "Into debt": wave(20, -90_000, 12_000)[::-1],
        "Huge": wave(30, 9e14, 1e15),
        "Two values": [100.0, 140.0],
    }
    return [(name, _line(name, values)) for name, values in series.items()]


def _line(name: str, values: list[float]) -> charts.Chart:
    points = [(f"Day {i + 1}", value) for i, value in enumerate(values)]
    ident = "sg-" + name.rsplit(maxsplit=1)[-1].lower()
    return charts.area(frame(ident, name, "mini"), points=points)


def _wholes() -> list[tuple[str, object]]:
    return [
        ("Nine classes", _beside(charts.dial(label="Nine classes", shares=shares(9)))),
        ("Long name", _beside(charts.dial(label="Long name", shares=LONG_NAMES))),
        (
            "A hair and a river",
            charts.sankey(
                frame("sg-hair", "Thin flows"),
                sources=[charts.Flow("Salary", 9002, "own")],
                targets=THIN,
            ),
        ),
    ]


def _events() -> list[tuple[str, object]]:
    month = [charts.Bar("May 2026", "May", 0, 900)]
    days = [("Mon", 200), ("Tue", -350), ("Wed", 900)]
    lowest = charts.Mark(1, "lowest −350", "hot", is_above=False)
    return [
        ("One month", charts.bars(frame("sg-month", "One month"), rows=month)),
        (
            "Overdrawn",
            charts.steps(frame("sg-over", "Overdrawn"), points=days, floor=100, marks=[lowest]),
        ),
    ]


def _beside(chart: charts.Chart) -> SafeString:
    return SafeString('<div class="alloc">') + chart.svg + chart.table + SafeString("</div>")
