"""Shares of a whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from numoraq.lib.charts import Share, bezel, dial
from numoraq.lib.charts.dial import TICKS, fold
from numoraq.lib.charts.tests.reading import by_class, drawn, texts, words

HALVES = [Share("Property", 60, "€600"), Share("Cash", 40, "€400")]
shares = st.lists(
    st.builds(Share, texts, st.floats(min_value=0, max_value=100), texts), max_size=20
)


def ticks(chart: object) -> list[int]:
    return [node.attrib["d"].count("M") for node in by_class(drawn(str(chart)), "dt")]


def test_one_tick_a_per_cent() -> None:
    assert ticks(dial(label="Made of", shares=HALVES)) == [60, 40]


def test_a_sliver_keeps_its_tick() -> None:
    found = ticks(dial(label="Made of", shares=[Share("All", 99.9), Share("Sliver", 0.1)]))
    assert found == [99, 1]


def test_middle_names_the_first_share() -> None:
    tree = drawn(dial(label="Made of", shares=HALVES).svg)
    resting = [node for node in tree[0] if node.get("class") in {"dnum", "dsub"}]
    assert [words(node) for node in resting] == ["60.0%", "Property"]


def test_each_share_is_a_stop_that_says_everything() -> None:
    stops = by_class(drawn(dial(label="Made of", shares=HALVES)), "pt")
    assert [stop.get("aria-label") for stop in stops] == [
        "Property, 60.0%, €600",
        "Cash, 40.0%, €400",
    ]
    assert [stop.get("tabindex") for stop in stops] == ["0", "-1"]


def test_legend_is_the_table() -> None:
    tree = drawn(dial(label="Made of", shares=HALVES, caption="Allocation").table)
    rows = [words(row) for row in tree.iter("tr")]
    assert rows == ["ClassValueShare", "Property€60060.0%", "Cash€40040.0%"]
    assert words(next(tree.iter("caption"))) == "Allocation"


def test_past_the_sixth_all_are_one() -> None:
    found = fold([Share(str(i), 10) for i in range(9)])
    assert [share.label for share in found] == ["0", "1", "2", "3", "4", "5", "Everything else"]
    assert found[-1].percent == 30


def test_nothing_has_no_middle() -> None:
    tree = drawn(dial(label="Made of", shares=[Share("None", 0)]))
    assert by_class(tree, "pt") == []
    assert by_class(tree, "dnum") == []


def test_bezel_is_a_whole_dial_with_its_pointer() -> None:
    assert sum(ticks(bezel())) == TICKS
    assert len(by_class(drawn(bezel()), "ndl")) == 1


@settings(deadline=None)
@given(shares)
def test_ticks_sum_to_a_hundred(found: list[Share]) -> None:
    counts = ticks(dial(label="Made of", shares=found))
    assert sum(counts) == (TICKS if counts else 0)
    assert all(count >= 1 for count in counts)
