"""What the styleguide draws: every chart, with figures that look alive and never change."""

from datetime import date, timedelta
from math import cos, sin

from numoraq.lib import charts, formats

TODAY = date(2026, 11, 22)
SOURCES = [
    charts.Flow("Salary", 4180, "own"),
    charts.Flow("Freelance", 920, "own"),
    charts.Flow("Dividends", 246, "own"),
    charts.Flow("Rent received", 140, "own"),
]
TARGETS = [
    charts.Flow("Housing", 1352),
    charts.Flow("Visa, daily life", 1033),
    charts.Flow("Children", 610),
    charts.Flow("Insurance", 390),
    charts.Flow("Food", 537),
    charts.Flow("Kept", 1564, "own"),
]
EVENTS = {1: -95, 3: -212, 5: -148, 8: -862, 9: -410, 12: -390, 15: -1033, 18: 4180, 22: -900}
CLASSES = {
    "Property": 52.8,
    "Funds": 17.9,
    "Crypto": 11.8,
    "Pension": 10.4,
    "Cash": 5.4,
    "Vehicle": 1.2,
    "Art": 0.3,
    "Watches": 0.1,
    "Loans": 0.1,
}


def every_chart() -> dict[str, object]:
    """Return one chart of each sort by name."""
    return {
        "area": net_worth(),
        "steps": runway(),
        "bars": in_and_out(),
        "sankey": charts.sankey(
            frame("sg-flow", "Cash flow in November"), sources=SOURCES, targets=TARGETS
        ),
        "dial": charts.dial(label="What it is made of", shares=shares(6)),
        "spark": charts.spark(wave(40, 1, 2)),
        "spark_down": charts.spark(wave(40, 2, 1)[::-1], kind="dn"),
        "wide": charts.spark(wave(30, 1, 4), kind="wide", is_filled=True),
        "columns": charts.columns(wave(22, 1, 4), kind="wide"),
        "tape": charts.tape(
            label="1,248 rows: 1,187 ready, 43 already here, 18 need you",
            segments=[(1187, "p2"), (43, "p3"), (18, "p4")],
            ticks=[(250, "250"), (500, "500"), (750, "750"), (1000, "1,000")],
        ),
        "ticks": charts.tick_bar(0.62, label="62 of 100"),
    }


def frame(ident: str, label: str, kind: str = "") -> charts.Frame:
    """Return a frame that writes euros."""
    write = formats.current().amounts("EUR")
    return charts.Frame(ident=ident, label=label, write=write, kind=kind)


def wave(count: int, low: float, high: float) -> list[float]:
    """Return values that look alive and are the same each time."""
    raw = [i / count + 0.18 * sin(i / 3.1) + 0.11 * cos(i / 1.3) for i in range(count)]
    least, most = min(raw), max(raw)
    return [low + (value - least) / (most - least) * (high - low) for value in raw]


def net_worth() -> charts.Chart:
    """Return a year of net worth, every third day."""
    days = [TODAY - timedelta(days=3 * i) for i in range(121, -1, -1)]
    write = formats.current()
    values = wave(122, 351_000, 392_294.29)
    return charts.area(
        frame("sg-area", "Net worth over one year", "face-chart"),
        points=[(write.day(on), value) for on, value in zip(days, values, strict=True)],
        ticks=charts.date_ticks(days),
        minor=52,
    )


def runway() -> charts.Chart:
    """Return thirty days until and after payday."""
    days = [TODAY + timedelta(days=i) for i in range(31)]
    balance, points = 3911.08, []
    for i, on in enumerate(days):
        balance += EVENTS.get(i, 0)
        points.append((formats.current().day(on), balance))
    return charts.steps(
        frame("sg-run", "Balance of the current account for 30 days"),
        points=points,
        ticks=charts.date_ticks(days),
        floor=500,
        marks=[charts.Mark(15, "lowest 762", "hot", is_above=False), charts.Mark(18, "payday")],
    )


def in_and_out() -> charts.Chart:
    """Return twelve months of income and spending, some of them short."""
    months = [date(2025 + (11 + i) // 12, (11 + i) % 12 + 1, 1) for i in range(12)]
    income, spending = wave(12, 4900, 8600), wave(12, 3400, 6700)[::-1]
    write = formats.current()
    rows = [
        charts.Bar(write.month(on, year=True), write.month(on, short=True), income[i], spending[i])
        for i, on in enumerate(months)
    ]
    return charts.bars(frame("sg-bars", "Money in and out, twelve months"), rows=rows)


def shares(count: int) -> list[charts.Share]:
    """Return classes of assets, largest first."""
    write = formats.current().amounts("EUR", places=0)
    found = list(CLASSES.items())[:count]
    return [charts.Share(name, part, write(part * 5640)) for name, part in found]
