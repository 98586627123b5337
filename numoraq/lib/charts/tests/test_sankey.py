"""Ribbons through one hub."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from numoraq.lib.charts import Flow, sankey
from numoraq.lib.charts.sankey import HEIGHT, LABEL, THIN, Band, fold, place
from numoraq.lib.charts.tests.reading import by_class, drawn, frame, texts, words

IN = [Flow("Salary", 4180, "own"), Flow("Dividends", 246, "own"), Flow("Rent", 140, "own")]
OUT = [Flow("Housing", 2352), Flow("Food", 650), Flow("Kept", 1564, "own")]
flows = st.lists(
    st.builds(Flow, texts, st.floats(min_value=0.01, max_value=1e12), st.just("ask")),
    min_size=1,
    max_size=7,
)


def bands(items: list[Flow]) -> list[Band]:
    whole = sum(float(flow.value) for flow in items)
    return place(items, 0.5 * HEIGHT / whole, whole)


def test_a_side_without_money_draws_the_line_to_come() -> None:
    assert by_class(drawn(sankey(frame(), sources=[], targets=OUT)), "skel")
    assert by_class(drawn(sankey(frame(), sources=IN, targets=[Flow("x", 0)])), "skel")


def test_every_flow_is_a_stop() -> None:
    stops = by_class(drawn(sankey(frame(), sources=IN, targets=OUT)), "pt")
    assert len(stops) == 6
    assert stops[0].get("aria-label") == "Salary: 4,180.00, 92%"
    assert [stop.get("tabindex") for stop in stops] == ["0", *["-1"] * 5]


def test_labels_carry_amounts() -> None:
    tree = drawn(sankey(frame(), sources=IN, targets=OUT))
    assert "Housing 2,352.00" in [words(label) for label in by_class(tree, "sl")]


def test_long_names_are_cut() -> None:
    tree = drawn(sankey(frame(), sources=[Flow("The lottery syndicate", 1, "own")], targets=OUT))
    assert words(by_class(tree, "sl")[0]).startswith("The lottery syn… ")


def test_thin_ribbons_have_their_label_beside() -> None:
    tree = drawn(sankey(frame(), sources=IN, targets=OUT))
    beside = [words(label) for label in by_class(tree, "by")]
    assert [text.split()[0] for text in beside] == ["Dividends", "Rent"]


def test_table_tells_both_ways() -> None:
    tree = drawn(sankey(frame(), sources=IN, targets=OUT).table)
    rows = [words(row) for row in tree.iter("tr")]
    assert rows[0] == "NameWayAmount"
    assert "Salaryin4,180.00" in rows
    assert "Foodout650.00" in rows


def test_small_flows_are_one_and_the_last_stays_last() -> None:
    many = [Flow(str(i), 10 + i) for i in range(10)] + [Flow("Kept", 5, "own")]
    found = fold(many)
    assert [flow.label for flow in found][-2:] == ["Everything else", "Kept"]
    assert len(found) == 7
    assert sum(flow.value for flow in found) == sum(flow.value for flow in many)


@given(flows)
def test_slots_stay_inside_and_apart(items: list[Flow]) -> None:
    found = bands(items)
    assert all(-1e-6 <= band.outer <= HEIGHT + 1e-6 for band in found)
    assert all(a.outer + a.size <= b.outer + 1e-6 for a, b in pairwise(found))


@given(flows)
def test_ribbons_meet_at_the_hub_without_gaps(items: list[Flow]) -> None:
    assert all(abs(a.inner + a.size - b.inner) < 1e-6 for a, b in pairwise(bands(items)))


@settings(deadline=None)
@given(flows, flows)
def test_labels_never_touch(sources: list[Flow], targets: list[Flow]) -> None:
    tree = drawn(sankey(frame(), sources=sources, targets=targets))
    for side in ("start", "end"):
        labels = [node for node in by_class(tree, "sl") if node.get("text-anchor") == side]
        heights = [float(node.attrib["y"].rstrip("%")) * HEIGHT / 100 for node in labels]
        assert all(b - a >= min(LABEL, THIN) - 5 for a, b in pairwise(heights))
