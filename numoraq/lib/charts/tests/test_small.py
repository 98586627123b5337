"""Sparks, columns, tapes, ticks, tables, and what frames have in common."""

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from numoraq.lib import charts
from numoraq.lib.charts.tests.reading import amounts, by_class, coordinates, drawn, texts, words


def place(text: str | None) -> float:
    return float((text or "0").rstrip("%"))


def test_spark_ends_in_a_dot() -> None:
    tree = drawn(charts.spark([1, 2, 3]))
    (dot,) = list(tree.iter("circle"))
    assert place(dot.get("cy")) < 20


def test_spark_says_its_kind_and_is_hidden_from_readers() -> None:
    (spark,) = by_class(drawn(charts.spark([2, 1], kind="dn")), "spark")
    assert spark.get("class") == "spark dn"
    assert spark.get("aria-hidden") == "true"


def test_filled_spark_has_its_wash() -> None:
    assert by_class(drawn(charts.spark([1, 2], is_filled=True)), "fill")
    assert by_class(drawn(charts.spark([1, 2])), "fill") == []


def test_one_value_is_a_level_line() -> None:
    (line,) = by_class(drawn(charts.spark([7])), "ln")
    x0, y0, x1, y1 = coordinates(line.attrib["d"])
    assert (x0, x1) == (0, 1000)
    assert y0 == y1


def test_no_values_keep_their_room() -> None:
    (spark,) = by_class(drawn(charts.spark([])), "spark")
    assert list(spark) == []
    assert list(by_class(drawn(charts.columns([])), "spark")[0]) == []


def test_columns_grow_from_the_ground_and_the_last_is_strong() -> None:
    bars = list(drawn(charts.columns([1, 2])).iter("rect"))
    assert [place(bar.get("y")) + place(bar.get("height")) for bar in bars] == [100, 100]
    assert [bar.get("class") for bar in bars] == [None, "cur"]


def test_columns_below_zero_are_nothing() -> None:
    bars = list(drawn(charts.columns([-5, 5])).iter("rect"))
    assert place(bars[0].get("height")) == 0


def test_tape_lays_segments_end_to_end() -> None:
    tree = drawn(charts.tape(label="Rows", segments=[(75, "p2"), (25, "p4")], ticks=[(50, "50")]))
    rects = list(tree.iter("rect"))
    assert [(r.get("class"), r.get("x"), r.get("width")) for r in rects] == [
        ("p2", "0.0%", "75.0%"),
        ("p4", "75.0%", "25.0%"),
    ]
    assert len(by_class(tree, "cut")) == 1
    assert words(by_class(tree, "rul")[0]) == "50"


def test_tape_has_a_needle_when_asked() -> None:
    assert by_class(drawn(charts.tape(label="a", segments=[(1, "p2")])), "needle") == []
    assert by_class(drawn(charts.tape(label="a", segments=[(1, "p2")], needle=0)), "needle")


def test_empty_tape_draws() -> None:
    assert list(drawn(charts.tape(label="Rows", segments=[])).iter("rect")) == []


@pytest.mark.parametrize(("share", "lit"), [(-1, 0), (0, 0), (0.5, 20), (1, 40), (7, 40)])
def test_tick_bar_lights_its_share(share: float, lit: int) -> None:
    tree = drawn(charts.tick_bar(share, label="Share"))
    assert len(by_class(tree, "d1")) == lit
    assert len(by_class(tree, "d0")) == 40 - lit


def test_table_is_closed_and_named() -> None:
    table = charts.data_table(caption="Net worth", head=["Day", "Value"], rows=[["Mon", "1"]])
    (details,) = by_class(drawn(table), "data")
    assert details.get("open") is None
    assert [words(cell) for cell in details.iter("th")] == ["Day", "Value", "Mon"]


def test_table_summary_can_be_said_otherwise() -> None:
    table = charts.data_table(caption="a", head=["b"], rows=[], summary="All 60 days")
    assert words(next(drawn(table).iter("summary"))) == "All 60 days"


@given(texts)
def test_texts_of_a_table_are_escaped(text: str) -> None:
    table = charts.data_table(caption=text, head=[text, text], rows=[[text, text]])
    assert len(list(drawn(table).iter("td"))) == 1


def test_chart_is_safe_as_a_whole_and_apart() -> None:
    frame = charts.Frame(ident="a", label="<i>", write=str)
    chart = charts.area(frame, points=[("<b>", 1)])
    assert isinstance(str(chart), SafeString)
    assert str(chart) == chart.svg + chart.table
    assert "<b>" not in str(chart)
    assert "<i>" not in str(chart)


def test_own_short_form_is_used_on_the_scale() -> None:
    frame = charts.Frame(
        ident="a", label="b", write=str, compact=lambda value: f"{value:.0f} people"
    )
    tree = drawn(charts.area(frame, points=[("a", 1), ("b", 3)]))
    assert words(by_class(tree, "flag")[0]) == "3 people"
    assert by_class(tree, "roomy")


def test_close_values_are_told_apart_on_the_scale() -> None:
    frame = charts.Frame(ident="a", label="b", write=str)
    tree = drawn(charts.area(frame, points=[("a", 392_294.1), ("b", 392_294.9)]))
    labels = [words(node) for node in by_class(by_class(tree, "gut")[0], "tick")]
    assert len(labels) == len(set(labels)) > 1


@settings(deadline=None)
@given(st.lists(amounts, max_size=90))
def test_any_spark_draws(values: list[float]) -> None:
    for line in by_class(drawn(charts.spark(values)), "ln"):
        assert all(0 <= number <= 1000 for number in coordinates(line.attrib["d"]))
    drawn(charts.columns(values))
