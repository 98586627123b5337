"""A balance that holds between events."""

from hypothesis import given, settings
from hypothesis import strategies as st

from numoraq.lib.charts import Mark, steps
from numoraq.lib.charts.tests.reading import amounts, by_class, drawn, frame, words

POINTS = [("Mon", 900), ("Tue", 300), ("Wed", 4000)]


def test_nothing_draws_the_line_to_come() -> None:
    assert by_class(drawn(steps(frame(), points=[])), "skel")


def test_balance_holds_until_the_next_event() -> None:
    tree = drawn(steps(frame(), points=POINTS))
    (line,) = by_class(tree, "ln")
    commands = [c for c in line.attrib["d"] if c.isalpha()]
    assert commands == ["M", "H", "V", "H", "V"]


def test_floor_is_a_zone_with_its_flag() -> None:
    tree = drawn(steps(frame(), points=POINTS, floor=500))
    (flag,) = by_class(tree, "flag")
    assert words(flag) == "floor"
    (zone,) = by_class(tree, "zone")
    assert zone.get("y") == flag.get("y")
    assert float(zone.attrib["height"].rstrip("%")) > 0


def test_without_a_floor_there_is_no_zone() -> None:
    tree = drawn(steps(frame(), points=POINTS))
    assert by_class(tree, "zone") == []
    assert by_class(tree, "flag") == []


def test_marks_name_days() -> None:
    marks = [Mark(1, "lowest 300", "hot", is_above=False), Mark(2, "payday"), Mark(9, "never")]
    tree = drawn(steps(frame(), points=POINTS, marks=marks))
    assert [words(node) for node in by_class(tree, "xl")] == ["lowest 300", "payday"]
    assert len(by_class(tree, "dot")) == 2
    assert by_class(tree, "hot")


def test_overdrawn_lowest_stands_under_its_point() -> None:
    marks = [Mark(1, "lowest", "hot", is_above=False)]
    tree = drawn(steps(frame(), points=[("a", 100), ("b", -400), ("c", 50)], marks=marks))
    (dot,), (label,) = by_class(tree, "dot"), by_class(tree, "xl")
    assert label.get("y") == dot.get("cy")


def test_keyboard_begins_today() -> None:
    tree = drawn(steps(frame(), points=POINTS))
    assert [stop.get("tabindex") for stop in by_class(tree, "pt")] == ["0", "-1", "-1"]


def test_table_has_every_day() -> None:
    tree = drawn(steps(frame(), points=POINTS).table)
    assert [words(row) for row in tree.iter("tr")][1:] == ["Mon900.00", "Tue300.00", "Wed4,000.00"]


def test_a_year_of_days_keeps_the_drawing_small() -> None:
    chart = steps(frame(), points=[(f"Day {i}", i % 90) for i in range(365)])
    assert len(by_class(drawn(chart), "pt")) <= 62


@settings(deadline=None)
@given(st.lists(amounts, min_size=1, max_size=40), st.none() | amounts)
def test_anything_draws(balances: list[float], floor: float | None) -> None:
    points = [(f"Day {i}", balance) for i, balance in enumerate(balances)]
    tree = drawn(steps(frame(), points=points, floor=floor, marks=[Mark(0, "first")]))
    for zone in by_class(tree, "zone"):
        assert float(zone.attrib["height"].rstrip("%")) >= 0
