"""Money in and out by month."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from numoraq.lib.charts import Bar, bars
from numoraq.lib.charts.tests.reading import by_class, drawn, frame, words

ROWS = [
    Bar("October 2026", "Oct", 5000, 3000),
    Bar("November 2026", "Nov", Decimal("5486.20"), Decimal("6000.00")),
]
sums = st.floats(min_value=0, max_value=1e15, allow_nan=False)


def place(text: str | None) -> float:
    return float((text or "0").rstrip("%"))


def test_nothing_draws_the_line_to_come() -> None:
    assert by_class(drawn(bars(frame(), rows=[])), "skel")


def test_income_stands_on_zero_and_spending_hangs_from_it() -> None:
    tree = drawn(bars(frame(), rows=ROWS))
    for above, below in zip(by_class(tree, "in"), by_class(tree, "out"), strict=True):
        zero = place(above.get("y")) + place(above.get("height"))
        assert abs(zero - place(below.get("y"))) < 0.2


def test_last_month_is_current() -> None:
    tree = drawn(bars(frame(), rows=ROWS))
    assert ["cur" in (n.get("class") or "") for n in by_class(tree, "in")] == [False, True]


def test_flag_is_what_was_kept_last() -> None:
    tree = drawn(bars(frame(), rows=ROWS))
    assert words(by_class(tree, "flag")[0]) == "−514"


def test_stop_says_all_three() -> None:
    tree = drawn(bars(frame(), rows=ROWS))
    label = by_class(tree, "pt")[0].get("aria-label")
    assert label == "October 2026: in 5,000.00, out 3,000.00, kept 2,000.00"


def test_table_reads_latest_first() -> None:
    rows = [words(row) for row in drawn(bars(frame(), rows=ROWS).table).iter("tr")]
    assert rows[0] == "MonthInOutKept"
    assert rows[1].startswith("November 2026")
    assert rows[2].startswith("October 2026")


@settings(deadline=None)
@given(st.lists(st.tuples(sums, sums), min_size=1, max_size=24))
def test_anything_draws(months: list[tuple[float, float]]) -> None:
    rows = [Bar(f"Month {i}", str(i), a, b) for i, (a, b) in enumerate(months)]
    tree = drawn(bars(frame(), rows=rows))
    for bar in [*by_class(tree, "in"), *by_class(tree, "out")]:
        assert place(bar.get("height")) >= -0.05
        assert place(bar.get("x")) >= 0
        assert place(bar.get("x")) + place(bar.get("width")) <= 100.2
