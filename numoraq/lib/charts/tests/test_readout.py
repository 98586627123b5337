"""What hover and focus show at a point."""

import pytest

from numoraq.lib.charts.readout import EDGE, Walk
from numoraq.lib.charts.tests.reading import by_class, drawn, words

LINES = ["1 Nov 2026", "€1,234.50"]
WALK = Walk(width=10, first=2)


def box(x: float) -> tuple[float, float]:
    """Return where the box of a stop begins and ends, in pixels from its line."""
    (rect,) = by_class(drawn(WALK.stop(0, x, LINES)), "bx")
    left, width = float(rect.attrib["x"]), float(rect.attrib["width"])
    return left, left + width


def test_box_stands_over_its_line() -> None:
    left, right = box(50)
    assert left == -right


@pytest.mark.parametrize("x", [0, EDGE])
def test_box_stands_after_its_line_at_the_start(x: float) -> None:
    assert box(x)[0] > 0


@pytest.mark.parametrize("x", [100, 100 - EDGE])
def test_box_stands_before_its_line_at_the_end(x: float) -> None:
    assert box(x)[1] < 0


def test_one_stop_is_where_the_walk_begins() -> None:
    found = [drawn(WALK.stop(i, 10 * i, LINES))[0].get("tabindex") for i in range(4)]
    assert found == ["-1", "-1", "0", "-1"]


def test_label_says_all_lines() -> None:
    stop = drawn(WALK.stop(0, 50, ["May", "in 5", "out 3", "kept 2"]))[0]
    assert stop.get("aria-label") == "May: in 5, out 3, kept 2"


def test_long_lines_are_cut_and_said_in_full() -> None:
    stop = drawn(WALK.stop(0, 50, ["x" * 80, "1"]))[0]
    assert words(stop).count("x") == 33
    assert (stop.get("aria-label") or "").count("x") == 80


def test_dot_is_optional() -> None:
    assert list(drawn(WALK.stop(0, 50, LINES)).iter("circle")) == []
    (dot,) = list(drawn(WALK.stop(0, 50, LINES, 25)).iter("circle"))
    assert dot.get("cy") == "25.0%"


def test_four_lines_have_a_tall_box() -> None:
    assert by_class(drawn(WALK.stop(0, 50, ["a", "b", "c", "d"])), "tall")
    assert by_class(drawn(WALK.stop(0, 50, LINES)), "tall") == []


def test_hit_reaches_half_way_to_both_neighbours() -> None:
    (hit,) = by_class(drawn(WALK.stop(0, 50, LINES)), "hit")
    assert (hit.get("x"), hit.get("width")) == ("-5.0%", "10.0%")
