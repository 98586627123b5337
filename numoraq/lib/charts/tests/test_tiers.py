"""Emblems, the slide rule of the tiers, and a tick for each day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib import charts
from numoraq.lib.charts.tests.reading import by_class, drawn, texts, words

STEPS = [(10.0, "10"), (100.0, "100"), (50_000.0, "50,000")]


@pytest.mark.parametrize("step", [0, 1, 5, 8, 12, 99])
def test_an_emblem_counts_its_tier(step: int) -> None:
    tree = drawn(charts.emblem(step, size="sm"))
    lit = by_class(tree, "bl")[0].get("d") or ""
    assert lit.count("M") == min(max(step, 1), 12)


def test_no_two_emblems_are_alike() -> None:
    assert len({charts.emblem(step) for step in range(1, 13)}) == 12
    assert charts.emblem(3) != charts.emblem(3, is_locked=True)


@given(st.floats(-10, 1e9), texts)
def test_the_slide_rule_keeps_to_its_scale(value: float, text: str) -> None:
    tree = drawn(charts.slide_rule(label=text, value=value, text=text, steps=STEPS))
    on = len(by_class(tree, "on"))
    assert on == sum(at <= value for at, _words in STEPS)
    assert on + len(by_class(tree, "off")) == 3


def test_the_slide_rule_says_where_one_stands() -> None:
    rule = charts.slide_rule(label="1,284 points", value=1284, text="1,284", steps=STEPS)
    assert "1,284" in words(drawn(rule))


@given(st.lists(st.integers(0, 2), max_size=60))
def test_there_is_a_tick_for_each_day(marks: list[int]) -> None:
    tree = drawn(charts.day_ticks(marks, label="days"))
    for mark in (0, 1, 2):
        assert len(by_class(tree, f"d{mark}")) == marks.count(mark)
