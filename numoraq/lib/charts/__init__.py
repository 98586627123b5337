"""Charts: numbers in, SVG out. Pure functions, no widths baked in.

Places are percentages and letters are real pixels, so one drawing is right from 320 to 1600 px.
Every text is escaped here. Each function returns a `Chart`: in a template `{{ chart }}` draws it
with its data table, `{{ chart.svg }}` and `{{ chart.table }}` place the two apart. Values may be
Decimal, int or float; amounts are geometry here and are written by the callables of the `Frame`.

    frame = charts.Frame(
        ident="net-worth",             # unique in the page; letters, digits, hyphens
        label=_("Net worth over one year"),  # what a screen reader says first
        write=lambda v: ...,           # full text of a value: "€377,763.04"
        kind="face-chart",             # "face-chart" (tall, on the face), "mini", or nothing
    )
    charts.area(frame, points=[("1 Nov 2026", 120), ...], ticks=charts.date_ticks(days), minor=52)
    charts.steps(frame, points=[...], ticks=..., floor=500, marks=[charts.Mark(...)])
    charts.bars(frame, rows=[charts.Bar("November 2026", "Nov", 5486, 3922), ...])
    charts.sankey(frame, sources=[charts.Flow("Salary", 4180, "own")], targets=[...])
    charts.dial(label=..., shares=[charts.Share("Property", 52.8, "€298,000")], caption=...)
    charts.spark([1, 2, 3], kind="dn", is_filled=True)     # decoration: SafeString, no table
    charts.columns([1, 2, 3])                              # the same, as small columns
    charts.tape(label=..., segments=[(1187, "p2"), (43, "p3")])
    charts.tick_bar(0.62, label="62 of 100")
    charts.day_ticks([1, 0, 1, 2], label="3 of 4 days")
    charts.slide_rule(label=..., value=1284, text="1,284", steps=[(10, "10"), (100, "100")])
    charts.emblem(8, is_locked=True, size="sm")            # decoration
    charts.data_table(caption=..., head=[...], rows=[[...]])  # a table behind "Show as a table"
    charts.blank()                                         # the line to come, when there is nothing

Nothing, one value, equal values, zeros, negatives and 1e15 all draw. More than six shares or flows
are folded into "Other". A line keeps at most 120 points and offers about 40 read-outs.
"""

from numoraq.lib.charts.area import area
from numoraq.lib.charts.bars import Bar, bars
from numoraq.lib.charts.dial import Share, bezel, dial
from numoraq.lib.charts.emblem import emblem
from numoraq.lib.charts.frame import Chart, Frame, blank
from numoraq.lib.charts.ruler import Tick, date_ticks
from numoraq.lib.charts.sankey import Flow, sankey
from numoraq.lib.charts.slide import slide_rule
from numoraq.lib.charts.spark import columns, spark
from numoraq.lib.charts.steps import Mark, steps
from numoraq.lib.charts.table import data_table
from numoraq.lib.charts.tape import day_ticks, tape, tick_bar

__all__ = [
    "Bar",
    "Chart",
    "Flow",
    "Frame",
    "Mark",
    "Share",
    "Tick",
    "area",
    "bars",
    "bezel",
    "blank",
    "columns",
    "data_table",
    "date_ticks",
    "day_ticks",
    "dial",
    "emblem",
    "sankey",
    "slide_rule",
    "spark",
    "steps",
    "tape",
    "tick_bar",
]
