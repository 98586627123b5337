"""Icons, amounts and dates in templates."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from numoraq.lib.money import Money
from numoraq.ui import icons
from numoraq.ui.templatetags import ui
from numoraq.ui.tests.pages import by_class, parse, render, words

DAY = date(2026, 11, 22)
EUR = Money(Decimal("-1234.50"), "EUR")


@pytest.mark.parametrize("name", sorted(icons.PATHS))
def test_every_icon_draws(name: str) -> None:
    (icon,) = by_class(parse(render('{% icon "' + name + '" %}')), "ic")
    assert icon.get("aria-hidden") == "true"
    assert len(list(icon)) == 1


def test_unknown_icons_are_a_mistake() -> None:
    with pytest.raises(KeyError):
        render('{% icon "no-such" %}')


def test_logo_and_gate_and_waiting_line() -> None:
    tree = parse(render("{% mark %}{% bezel %}{% skeleton %}"))
    assert by_class(tree, "mark")
    assert by_class(tree, "dial")
    assert by_class(tree, "skel")


def test_money_can_be_hidden() -> None:
    assert render("{% money m %}", m=EUR) == ('<span class="amt"><span>−€1,234.50</span></span>')


def test_money_takes_places_sign_and_tone() -> None:
    assert "neg" in render("{% money m tone=True %}", m=EUR)
    assert "neg" not in render("{% money m tone=True %}", m=-EUR)
    assert "+€1,234<" in render("{% money m places=0 sign=True %}", m=-EUR)


def test_no_money_is_nothing() -> None:
    assert render("{% money m %}{{ m|money_text }}{% delta m %}{{ m|percent }}", m=None) == ""


def test_money_as_text_for_labels() -> None:
    assert render("{{ m|money_text }}", m=EUR) == "−€1,234.50"


def test_read_out_has_symbol_whole_and_cents() -> None:
    (read,) = by_class(parse(render("{% big_money m %}", m=EUR)), "read")
    assert words(read) == "−\u200a€1,234.50"
    assert words(by_class(read, "cu")[0]) == "−\u200a€"
    assert words(by_class(read, "ct")[0]) == ".50"


def test_read_out_with_the_symbol_behind() -> None:
    with translation.override("de"):
        (read,) = by_class(parse(render("{% big_money m %}", m=EUR)), "read")
    assert words(read) == "−\u200a1.234,50\xa0€"
    assert words(by_class(read, "su")[0]) == "\xa0€"


def test_long_read_outs_step_down() -> None:
    long = Money(Decimal(1284500000000), "AOA")
    assert by_class(parse(render("{% big_money m %}", m=long)), "long")
    assert not by_class(parse(render("{% big_money m %}", m=EUR)), "long")


@pytest.mark.parametrize(
    ("value", "good", "kind", "text"),
    [
        (3.1, "up", "up", "+3.1%"),
        (-38.2, "up", "dn", "−38.2%"),
        (2.5, "down", "dn", "+2.5%"),
        (-2.5, "down", "up", "−2.5%"),
    ],
)
def test_change_has_arrow_sign_and_colour(value: float, good: str, kind: str, text: str) -> None:
    (delta,) = by_class(parse(render("{% delta v good=g %}", v=value, g=good)), "dl")
    assert delta.get("class") == f"dl {kind}"
    assert words(delta) == text
    assert by_class(delta, "ar")


def test_no_change_has_no_arrow() -> None:
    (delta,) = by_class(parse(render("{% delta v %}", v=0.01)), "dl")
    assert (delta.get("class"), words(delta)) == ("dl", "0.0%")


def test_numbers() -> None:
    source = "{{ v|percent }} {{ v|percent:0 }} {{ v|number:2 }} {{ big|compact }}"
    assert render(source, v=Decimal("12.345"), big=392_294) == "12.3% 12% 12.34 392K"


def test_days() -> None:
    source = "{{ d|day }}, {{ d|day_short }}, {{ d|day_long }}, {{ d|weekday }}"
    assert render(source, d=DAY) == "22 Nov 2026, 22 Nov, Sunday 22 November, Sunday"


def test_months() -> None:
    source = "{{ d|month }}, {{ d|month_name }}, {{ d|weekday_short }}"
    assert render(source, d=DAY) == "November 2026, November, Sun"


def test_moments() -> None:
    at = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
    assert render("{{ at|moment }}", at=at) == "22 Nov 2026, 09:41"


@pytest.mark.parametrize(
    "name", ["day", "day_short", "day_long", "month", "month_name", "weekday", "weekday_short"]
)
def test_no_day_is_nothing(name: str) -> None:
    assert render("{{ d|" + name + " }}", d=None) == ""


def test_no_moment_is_nothing() -> None:
    assert render("{{ d|moment }}{{ d|number }}{{ d|compact }}", d=None) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("abc", "<span>abc</span>"),
        ("abcdefghi", "<span>abcd</span><span>efgh</span><span>i</span>"),
        ("<&>", "<span>&lt;&amp;&gt;</span>"),
    ],
)
def test_what_is_read_off_the_page_stands_in_groups(text: str, shown: str) -> None:
    assert ui.grouped(text) == shown
