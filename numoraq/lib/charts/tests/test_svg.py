"""The smallest pieces of a drawing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib.charts import svg
from numoraq.lib.charts.tests.reading import parse, texts, words


def test_percentages_have_one_decimal() -> None:
    assert svg.pc(12.345) == "12.3%"
    assert svg.pc(-1) == "-1.0%"


def test_lengths_drop_a_needless_decimal() -> None:
    assert svg.px(12.04) == "12"
    assert svg.px(-7.26) == "-7.3"


def test_paths_run_in_thousandths() -> None:
    assert svg.join([(0, 0), (50, 12.34)]) == "M0 0.0L500 123.4"


def test_long_text_ends_in_an_ellipsis() -> None:
    assert svg.cut("Vermögensverwaltung", 10) == "Vermögens…"
    assert svg.cut("short", 10) == "short"
    assert svg.cut("a & b", 10) == "a &amp; b"


@pytest.mark.parametrize("count", [1, 2, 39, 40])
def test_few_places_are_all_kept(count: int) -> None:
    assert list(svg.thinned(count, 40)) == list(range(count))


@given(st.integers(41, 5000))
def test_many_places_are_thinned_with_both_ends(count: int) -> None:
    places = list(svg.thinned(count, 40))
    assert len(places) == 40
    assert (places[0], places[-1]) == (0, count - 1)
    assert sorted(set(places)) == places


@given(texts)
def test_text_survives_escaping(text: str) -> None:
    tree = parse(f'<t a="{svg.escape(text)}">{svg.escape(text)}</t>')
    visible = [c for c in words(tree) if c.isprintable()]
    assert visible == [c for c in text if c.isprintable()]
