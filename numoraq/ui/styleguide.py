"""Every component and every chart in every state, on one page, for those who build."""

from datetime import date, timedelta
from decimal import Decimal
from math import cos, sin

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from numoraq.lib import charts, formats
from numoraq.lib.money import Money
from numoraq.ui import icons

_TODAY = date(2026, 11, 22)


class SampleForm(forms.Form):
    """One field of each sort."""

    amount = forms.DecimalField(
        label="Value today",
        widget=forms.TextInput(attrs={"class": "amt", "inputmode": "decimal"}),
    )
    currency = forms.ChoiceField(
        choices=[("USD", "USD, US dollar"), ("EUR", "EUR, euro")],
        widget=forms.Select(attrs={"class": "tall"}),
    )
    on = forms.DateField(label="As of", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(choices=[("fund", "Fund"), ("cash", "Cash")], required=False)
    name = forms.CharField(help_text="As you would say it. Nobody else sees it.")
    quantity = forms.DecimalField(required=False)
    repeat = forms.ChoiceField(
        label="Repeats", choices=[("m", "monthly"), ("y", "yearly")], widget=forms.RadioSelect
    )
    tags = forms.MultipleChoiceField(
        choices=[("a", "Shared"), ("b", "Tax")], widget=forms.CheckboxSelectMultiple, required=False
    )
    keep = forms.BooleanField(label="Remember these columns", required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="CSV file")
    closed = forms.CharField(disabled=True, required=False, initial="cannot be changed")


def page(request: HttpRequest) -> HttpResponse:
    """Show the styleguide."""
    wrong = {"amount": "112640.22", "currency": "EUR", "quantity": "412.6O", "on": "2026-11-22"}
    context = {
        "form": SampleForm(initial={"name": "World index fund", "on": _TODAY}),
        "wrong": SampleForm(data=wrong, auto_id="wrong_%s"),
        "icons": sorted(icons.PATHS),
        "charts": _charts(),
        "edges": _edges(),
        "amounts": [
            _euro("392294.29"),
            Money(Decimal(1284500000000), "AOA"),
            _euro("-2124.24"),
            Money(Decimal("0.84213377"), "BTC"),
            Money(Decimal(48250), "BRL"),
            Money(Decimal(5000), "JPY"),
        ],
        "rows": _rows(),
        "today": _TODAY,
    }
    return render(request, "ui/styleguide.html", context)


def _euro(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def _write(value: float) -> str:
    return formats.current().money(Money(Decimal(str(round(value, 2))), "EUR"))


def _frame(ident: str, label: str, kind: str = "") -> charts.Frame:
    return charts.Frame(ident=ident, label=label, write=_write, kind=kind)


def _wave(count: int, low: float, high: float) -> list[float]:
    """Return values that look alive and are the same each time."""
    raw = [i / count + 0.18 * sin(i / 3.1) + 0.11 * cos(i / 1.3) for i in range(count)]
    least, most = min(raw), max(raw)
    return [low + (value - least) / (most - least) * (high - low) for value in raw]


def _charts() -> dict[str, object]:
    days = [_TODAY - timedelta(days=3 * i) for i in range(121, -1, -1)]
    write = formats.current()
    values = _wave(122, 351_000, 392_294.29)
    points = [(write.day(on), value) for on, value in zip(days, values, strict=True)]
    return {
        "area": charts.area(
            _frame("sg-area", "Net worth over one year", "face-chart"),
            points=points,
            ticks=charts.date_ticks(days),
            minor=52,
        ),
        "steps": _runway(),
        "bars": _in_and_out(),
        "sankey": charts.sankey(
            _frame("sg-flow", "Cash flow in November"),
            sources=[
                charts.Flow("Salary", 4180, "own"),
                charts.Flow("Freelance", 920, "own"),
                charts.Flow("Dividends", 246, "own"),
                charts.Flow("Rent received", 140, "own"),
            ],
            targets=[
                charts.Flow("Housing", 1352),
                charts.Flow("Visa, daily life", 1033),
                charts.Flow("Children", 610),
                charts.Flow("Insurance", 390),
                charts.Flow("Food", 537),
                charts.Flow("Kept", 1564, "own"),
            ],
        ),
        "dial": charts.dial(label="What it is made of", shares=_shares(6)),
        "spark": charts.spark(_wave(40, 1, 2)),
        "spark_down": charts.spark(_wave(40, 2, 1)[::-1], kind="dn"),
        "wide": charts.spark(_wave(30, 1, 4), kind="wide", is_filled=True),
        "columns": charts.columns(_wave(22, 1, 4), kind="wide"),
        "tape": charts.tape(
            label="1,248 rows: 1,187 ready, 43 already here, 18 need you",
            segments=[(1187, "p2"), (43, "p3"), (18, "p4")],
            ticks=[(250, "250"), (500, "500"), (750, "750"), (1000, "1,000")],
        ),
        "ticks": charts.tick_bar(0.62, label="62 of 100"),
    }


def _runway() -> charts.Chart:
    events = {1: -95, 3: -212, 5: -148, 8: -862, 9: -410, 12: -390, 15: -1033, 18: 4180, 22: -900}
    balance, points = 3911.08, []
    for i in range(31):
        balance += events.get(i, 0)
        points.append((formats.current().day(_TODAY + timedelta(days=i)), balance))
    return charts.steps(
        _frame("sg-run", "Balance of the current account for 30 days"),
        points=points,
        ticks=charts.date_ticks([_TODAY + timedelta(days=i) for i in range(31)]),
        floor=500,
        marks=[charts.Mark(15, "lowest 762", "hot", is_above=False), charts.Mark(18, "payday")],
    )


def _in_and_out() -> charts.Chart:
    names = [date(2025 + (11 + i) // 12, (11 + i) % 12 + 1, 1) for i in range(12)]
    income, spending = _wave(12, 4900, 8600), _wave(12, 3400, 6700)[::-1]
    write = formats.current()
    rows = [
        charts.Bar(write.month(on, year=True), write.month(on, short=True), income[i], spending[i])
        for i, on in enumerate(names)
    ]
    return charts.bars(_frame("sg-bars", "Money in and out, twelve months"), rows=rows)


def _shares(count: int) -> list[charts.Share]:
    names = ["Property", "Funds", "Crypto", "Pension", "Cash", "Vehicle", "Art", "Watches", "Loans"]
    parts = [52.8, 17.9, 11.8, 10.4, 5.4, 1.2, 0.3, 0.1, 0.1]
    return [charts.Share(names[i], parts[i], _write(parts[i] * 5640)) for i in range(count)]


def _edges() -> list[tuple[str, object]]:
    def area(ident: str, values: list[float]) -> charts.Chart:
        points = [(f"Day {i + 1}", value) for i, value in enumerate(values)]
        return charts.area(_frame(f"sg-{ident}", ident, "mini"), points=points)

    deep = [charts.Flow("Rent", 2), charts.Flow("Lottery, syndicate of the whole office", 9000)]
    long_names = [charts.Share("Vermögensverwaltungsgesellschaft", 70), charts.Share("B", 30)]
    return [
        ("Nothing", area("none", [])),
        ("One value", area("one", [1234.5])),
        ("All equal", area("equal", [500.0] * 12)),
        ("All zero", area("zero", [0.0] * 12)),
        ("Into debt", area("debt", _wave(20, -90_000, 12_000)[::-1])),
        ("Huge", area("huge", _wave(30, 9e14, 1e15))),
        ("Two values", area("two", [100.0, 140.0])),
        ("Nine classes", _alloc(charts.dial(label="Nine classes", shares=_shares(9)))),
        ("Long name", _alloc(charts.dial(label="Long name", shares=long_names))),
        (
            "A hair and a river",
            charts.sankey(
                _frame("sg-hair", "Thin flows"),
                sources=[charts.Flow("Salary", 9002, "own")],
                targets=deep,
            ),
        ),
        (
            "One month",
            charts.bars(
                _frame("sg-month", "One month"), rows=[charts.Bar("May 2026", "May", 0, 900)]
            ),
        ),
        (
            "Overdrawn",
            charts.steps(
                _frame("sg-over", "Overdrawn"),
                points=[("Mon", 200), ("Tue", -350), ("Wed", 900)],
                floor=100,
                marks=[charts.Mark(1, "lowest −350", "hot", is_above=False)],
            ),
        ),
    ]


def _alloc(chart: charts.Chart) -> SafeString:
    return SafeString('<div class="alloc">') + chart.svg + chart.table + SafeString("</div>")


def _rows() -> list[dict[str, object]]:
    names = ["Tagesgeldkonto Deutsche Kreditbank, gemeinsam", "World index fund", "Margin account"]
    return [
        {
            "name": name,
            "spark": charts.spark(_wave(40, 1, 2), kind="dn" if i == 2 else ""),
            "change": Decimal("-1.9") if i == 2 else Decimal("0.1"),
            "native": None if i == 0 else Money(Decimal(112640 - 60000 * i), "USD"),
            "value": _euro("-2124.24") if i == 2 else _euro("103207.09"),
        }
        for i, name in enumerate(names)
    ]
