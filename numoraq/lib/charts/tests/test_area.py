"""A value over time."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numoraq.lib.charts import area, date_ticks
from numoraq.lib.charts.area import MOST_POINTS, MOST_STOPS
from numoraq.lib.charts.tests.reading import (
    amounts,
    by_class,
    coordinates,
    drawn,
    frame,
    texts,
    words,
)


def points(*values: float) -> list[tuple[str, float]]:
    return [(f"Day {i + 1}", value) for i, value in enumerate(values)]


def test_nothing_draws_the_line_to_come() -> None:
    chart = area(frame(), points=[])
    assert by_class(drawn(chart), "skel")
    assert chart.table == ""


def test_one_value_is_a_dot_with_its_flag() -> None:
    tree = drawn(area(frame(), points=points(1234.5)))
    assert len(by_class(tree, "now")) == 1
    assert words(by_class(tree, "flag")[0]) == "1.23K"
    assert len(by_class(tree, "pt")) == 1
    assert by_class(tree, "xl") == []


def test_line_ends_in_its_flag() -> None:
    tree = drawn(area(frame(), points=points(100, 300, 200)))
    (flag,) = by_class(tree, "flag")
    assert words(flag) == "200"
    (now,) = by_class(tree, "now")
    assert (now.get("cx"), now.get("cy")) == ("100%", flag.get("y"))


def test_lowest_and_highest_are_named() -> None:
    tree = drawn(area(frame(), points=points(200, 100, 400, 300)))
    assert [words(node) for node in by_class(tree, "xl")] == ["low 100", "high 400"]


def test_an_end_is_not_named_twice() -> None:
    assert by_class(drawn(area(frame(), points=points(1, 2, 3))), "xl") == []


def test_equal_values_have_no_extremes() -> None:
    tree = drawn(area(frame(), points=points(5, 5, 5)))
    assert by_class(tree, "xl") == []
    (line,) = by_class(tree, "ln")
    heights = set(coordinates(line.attrib["d"])[1::2])
    assert len(heights) == 1


def test_zero_stands_out_when_it_is_crossed() -> None:
    tree = drawn(area(frame(), points=points(-100, 100)))
    assert len(by_class(tree, "zero")) == 1


def test_counts_start_at_zero_when_asked() -> None:
    tree = drawn(area(frame(), points=points(50, 80, 60), counts=True))
    (zero,) = by_class(tree, "zero")
    assert zero.get("y1") == "100.0%"
    assert by_class(tree, "xl") == []


def test_keyboard_begins_at_the_last_value() -> None:
    tree = drawn(area(frame(), points=points(1, 2, 3)))
    stops = [(stop.get("tabindex"), stop.get("aria-label")) for stop in by_class(tree, "pt")]
    assert stops == [("-1", "Day 1: 1.00"), ("-1", "Day 2: 2.00"), ("0", "Day 3: 3.00")]


def test_table_reads_latest_first() -> None:
    tree = drawn(area(frame(label="Net worth"), points=points(1, 2)).table)
    rows = [words(row) for row in tree.iter("tr")]
    assert rows == ["WhenValue", "Day 22.00", "Day 11.00"]
    (region,) = by_class(tree, "scroll")
    assert region.get("aria-label") == "Net worth"


def test_many_points_keep_the_drawing_small() -> None:
    chart = area(frame(), points=points(*range(5000)))
    tree = drawn(chart)
    assert len(by_class(tree, "pt")) == MOST_STOPS
    (line,) = by_class(tree, "ln")
    assert len(coordinates(line.attrib["d"])) == 2 * MOST_POINTS
    assert len(str(chart)) < 24_000


def test_ticks_stand_under_their_points() -> None:
    tree = drawn(area(frame(), points=points(1, 2, 3), ticks=[(1, "Feb"), (9, "never")]))
    (ruler,) = by_class(tree, "rul")
    labels = [(node.get("x"), words(node)) for node in by_class(ruler, "tick")]
    assert labels == [("50.0%", "Feb")]


def test_dated_points_make_their_own_ticks() -> None:
    days = [date(2026, 1, 20) + timedelta(days=3 * i) for i in range(30)]
    tree = drawn(area(frame(), points=points(*range(30)), ticks=date_ticks(days)))
    (ruler,) = by_class(tree, "rul")
    assert words(ruler) == "FebMarApr"


def test_decimals_are_values_too() -> None:
    tree = drawn(area(frame(), points=[("a", Decimal("1.10")), ("b", Decimal("2.20"))]))
    assert words(by_class(tree, "flag")[0]) == "2.2"


@pytest.mark.parametrize("kind", ["", "mini", "face-chart"])
def test_kind_is_a_class(kind: str) -> None:
    tree = drawn(area(frame(kind), points=points(1, 2)))
    (chart,) = by_class(tree, "chart")
    assert (chart.get("class") or "").split() == ["chart", *kind.split()]


@settings(deadline=None)
@given(st.lists(st.tuples(texts, amounts), max_size=70))
def test_anything_draws(series: list[tuple[str, float]]) -> None:
    tree = drawn(area(frame(), points=series))
    for line in by_class(tree, "ln"):
        places = coordinates(line.attrib["d"])
        assert all(-1 <= place <= 1001 for place in places)
    for now in by_class(tree, "now"):
        assert 0 <= float(now.attrib["cy"].rstrip("%")) <= 100
