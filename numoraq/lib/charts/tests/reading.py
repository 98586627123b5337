"""Reads a drawing back, so that tests can speak of what is seen."""

import math
import re
from xml.etree import ElementTree

from hypothesis import strategies as st

from numoraq.lib.charts import Chart, Frame

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
PLACES = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy")

amounts = st.floats(min_value=-1e15, max_value=1e15, allow_nan=False, allow_infinity=False)
texts = st.text(min_size=1, max_size=60)


def frame(kind: str = "", label: str = "A chart") -> Frame:
    """Return a frame that writes values plainly."""
    return Frame(ident="chart", label=label, write=lambda value: f"{value:,.2f}", kind=kind)


def parse(markup: str) -> ElementTree.Element:
    """Return markup as a tree. Raises ParseError for what is not well-formed."""
    clean = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", str(markup))
    return ElementTree.fromstring(f"<all>{clean}</all>")  # noqa: S314 our own markup


def drawn(chart: Chart | str) -> ElementTree.Element:
    """Return a chart as a tree, after checking that every place is a sane number."""
    tree = parse(str(chart))
    for node in tree.iter():
        for name in PLACES:
            text = node.get(name, "0")
            value = float(text.rstrip("%"))
            assert math.isfinite(value)
            if text.endswith("%"):
                assert -150 <= value <= 250, (node.tag, name, text)
        assert "nan" not in node.get("d", "")
        assert "inf" not in node.get("d", "")
    return tree


def by_class(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Return the elements with a class."""
    return [node for node in tree.iter() if name in (node.get("class") or "").split()]


def words(node: ElementTree.Element) -> str:
    """Return all text within an element."""
    return "".join(node.itertext())


def coordinates(path: str) -> list[float]:
    """Return the numbers of a path."""
    return [float(number) for number in NUMBER.findall(path)]
