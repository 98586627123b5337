"""Flags push each other apart."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib.charts import flags, scale
from numoraq.lib.charts.tests.reading import by_class, frame, parse, words

places = st.lists(st.floats(min_value=-50, max_value=150), max_size=6)


def test_flags_with_room_stay_where_they_are() -> None:
    assert flags.placed([10, 50, 90], need=10) == [10, 50, 90]


def test_flags_push_each_other_apart() -> None:
    assert flags.placed([50, 50], need=10) == [50, 60]
    assert flags.placed([52, 50], need=10) == [60, 50]


def test_flags_stay_inside() -> None:
    assert flags.placed([100, 99, 98], need=10) == [100, 90, 80]
    assert flags.placed([-5, 110], need=10) == [0, 100]


def test_more_flags_than_room_share_it() -> None:
    assert flags.placed([50, 50, 50], need=80) == [0, 50, 100]


def test_no_flag_and_one_flag() -> None:
    assert flags.placed([], need=10) == []
    assert flags.placed([42], need=10) == [42]


@given(places, st.floats(min_value=1, max_value=20))
def test_flags_never_overlap(wanted: list[float], need: float) -> None:
    spots = flags.placed(wanted, need=need)
    assert all(b - a >= need - 1e-6 for a, b in pairwise(sorted(spots)))
    assert all(-1e-6 <= spot <= 100 + 1e-6 for spot in spots)


@given(places)
def test_flags_keep_their_order(wanted: list[float]) -> None:
    spots = flags.placed(wanted, need=10)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert sorted(range(len(spots)), key=lambda i: (spots[i], order.index(i))) == order


def test_ticks_give_way_to_flags() -> None:
    built = scale.fit([0, 100])
    markup, _widest = flags.gutter(frame(), built, [flags.Flag(built.ticks[1], "here", "hot")])
    tree = parse(markup)
    labels = [words(node) for node in by_class(tree, "tick")]
    assert "here" not in labels
    assert len(labels) == len(built.ticks) - 1
    assert words(by_class(tree, "flag")[0]) == "here"
    assert by_class(tree, "hot")


def test_widest_label_is_reported() -> None:
    built = scale.fit([0, 100])
    _markup, widest = flags.gutter(frame(), built, [flags.Flag(50, "1,59 Mio.")])
    assert widest == 9


def test_flag_text_is_escaped() -> None:
    markup, _widest = flags.gutter(frame(), scale.fit([0, 1]), [flags.Flag(0.5, "<b>&")])
    assert words(by_class(parse(markup), "flag")[0]) == "<b>&"
